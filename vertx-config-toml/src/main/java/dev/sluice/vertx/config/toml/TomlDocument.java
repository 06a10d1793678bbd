package dev.sluice.vertx.config.toml;

import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseOptions;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlVersion;

/**
 * A TOML 1.0.0 document as JSON, with the position of every key and value. Immutable, so safe to
 * share between threads.
 *
 * <table>
 *   <caption>What becomes of what</caption>
 *   <tr><th>TOML</th><th>JSON</th></tr>
 *   <tr><td>string</td><td>{@code String}</td></tr>
 *   <tr><td>integer</td><td>{@code Integer} if it fits, else {@code Long}, as when reading JSON</td>
 *   </tr>
 *   <tr><td>float</td><td>{@code Double}</td></tr>
 *   <tr><td>inf, +inf, -inf, nan, +nan, -nan</td>
 *   <td>the strings {@code "inf"}, {@code "inf"}, {@code "-inf"}, and thrice {@code "nan"}: JSON has
 *   no such numbers</td></tr>
 *   <tr><td>boolean</td><td>{@code Boolean}</td></tr>
 *   <tr><td>date-times, dates, times</td><td>{@code String} as in RFC 3339, with a {@code T}, with
 *   seconds, with the fraction only if it isn't zero, {@code Z} for an offset of zero</td></tr>
 *   <tr><td>array, array of tables</td><td>{@code JsonArray}</td></tr>
 *   <tr><td>table, inline table</td><td>{@code JsonObject}, keys in the order of the text</td></tr>
 * </table>
 *
 * <p>Limits, beyond those of TOML: nesting beyond 128 levels is refused, and a fraction of a second
 * has at most nine digits; more is an error.
 */
public final class TomlDocument {

  private static final TomlParseOptions OPTIONS =
      TomlParseOptions.sourceless().withVersion(TomlVersion.V1_0_0);

  private final JsonObject json;
  private final Map<List<Object>, DocumentReader.Place> places;

  private TomlDocument(JsonObject json, Map<List<Object>, DocumentReader.Place> places) {
    this.json = json;
    this.places = places;
  }

  /**
   * Parses a document. Blocks while it does, less than a millisecond per kilobyte once warm.
   *
   * @param text the document; a byte order mark at its start is ignored
   * @return the document
   * @throws TomlException with every error found: after one, parsing goes on at the next line
   */
  public static TomlDocument parse(String text) {
    String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
    TomlParseResult result = Toml.parse(body, OPTIONS);
    if (result.hasErrors()) {
      throw new TomlException(errors(result.errors()));
    }
    DocumentReader reader = new DocumentReader(new SourceText(body));
    JsonObject json = reader.read(result);
    return new TomlDocument(json, reader.places());
  }

  private static List<TomlError> errors(List<TomlParseError> raw) {
    Set<Position> seen = new HashSet<>();
    return raw.stream()
        .map(
            error ->
                new TomlError(
                    new Position(error.position().line(), error.position().column()),
                    ErrorText.of(error.getMessage())))
        .filter(error -> seen.add(error.position()))
        .sorted(
            Comparator.comparing(
                TomlError::position,
                Comparator.comparingInt(Position::line).thenComparingInt(Position::column)))
        .toList();
  }

  /**
   * The document as JSON.
   *
   * @return a fresh copy, the caller's to change
   */
  public JsonObject json() {
    return json.copy();
  }

  /**
   * Where a key is. For a table with a header, its key in the header; for an implied table, its
   * part of the first header or dotted key that implies it; for an array element, the element,
   * which for an array of tables is its {@code [[header]]}.
   *
   * @param path from the root: a {@code String} per key, an {@code Integer} (from 0) per array
   *     index
   * @return empty if there is nothing there, and for the root
   */
  public Optional<Position> keyPosition(List<?> path) {
    return find(path, DocumentReader.Place::key);
  }

  /**
   * Where a value begins: after the {@code =}, or the array element. For tables made by headers or
   * dotted keys and arrays of tables, which have no such place, the same as {@link #keyPosition}.
   *
   * @param path as for {@link #keyPosition}
   * @return empty if there is nothing there, and for the root
   */
  public Optional<Position> valuePosition(List<?> path) {
    return find(path, DocumentReader.Place::value);
  }

  private Optional<Position> find(
      List<?> path, Function<DocumentReader.Place, Position> coordinate) {
    return Optional.ofNullable(places.get(path)).map(coordinate);
  }

  /**
   * All positions.
   *
   * @return an object for {@link Positions#of}, the caller's to change
   */
  public JsonObject positions() {
    JsonObject all = new JsonObject();
    places.forEach((path, place) -> all.put(Positions.path(path), entry(place)));
    return all;
  }

  private static JsonObject entry(DocumentReader.Place place) {
    JsonObject entry =
        new JsonObject().put("key", place.key().toString()).put("value", place.value().toString());
    return place.written().isEmpty() ? entry : entry.put("written", place.written());
  }
}
