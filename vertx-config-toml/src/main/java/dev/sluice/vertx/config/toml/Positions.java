package dev.sluice.vertx.config.toml;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tomlj.Toml;

/**
 * Reads back the positions that {@link TomlConfigProcessor} adds to a configuration with its option
 * {@code positions}. Paths look like {@code server[0].forward[1].backends[2].address}.
 */
public final class Positions {

  private static final Pattern PLACE = Pattern.compile("([1-9]\\d{0,8}):([1-9]\\d{0,8})");

  private final JsonObject json;

  private Positions(JsonObject json) {
    this.json = json;
  }

  /**
   * Wraps the object found under the option's key.
   *
   * @param json as the processor added it; read, not changed
   * @return the positions in it
   */
  public static Positions of(JsonObject json) {
    return new Positions(json);
  }

  /**
   * Where the key of a path is, see {@link TomlDocument#keyPosition}.
   *
   * @param path as {@link #path} writes it
   * @return empty if the path is not there
   */
  public Optional<Position> key(String path) {
    return find(path, "key");
  }

  /**
   * Where the value of a path begins, see {@link TomlDocument#valuePosition}.
   *
   * @param path as {@link #path} writes it
   * @return empty if the path is not there
   */
  public Optional<Position> value(String path) {
    return find(path, "value");
  }

  /**
   * What a value is in TOML where JSON has only a string for it: {@code date-time}, {@code date},
   * {@code time}, or {@code float} for an infinity and not-a-number.
   *
   * @param path as {@link #path} writes it
   * @return empty for every other value, and if the path is not there
   */
  public Optional<String> written(String path) {
    return json.getValue(path) instanceof JsonObject place
        ? Optional.ofNullable(place.getString("written"))
        : Optional.empty();
  }

  /**
   * Writes a path: keys are joined with dots, indices are in brackets, and keys that are not bare
   * in TOML are quoted and escaped as in TOML.
   *
   * @param path from the root: a {@code String} per key, an {@code Integer} (from 0) per array
   *     index
   * @return the path as a string, different for different paths
   */
  public static String path(List<?> path) {
    StringBuilder out = new StringBuilder();
    for (Object step : path) {
      if (step instanceof Integer index) {
        out.append('[').append(index).append(']');
      } else {
        out.append(out.isEmpty() ? "" : ".").append(quoted((String) step));
      }
    }
    return out.toString();
  }

  private static String quoted(String key) {
    boolean bare = !key.isEmpty() && key.chars().allMatch(SourceText::isBare);
    return bare ? key : "\"" + Toml.tomlEscape(key) + "\"";
  }

  private Optional<Position> find(String path, String coordinate) {
    if (!(json.getValue(path) instanceof JsonObject place)) {
      return Optional.empty();
    }
    Matcher matcher = PLACE.matcher(place.getString(coordinate, ""));
    return matcher.matches()
        ? Optional.of(
            new Position(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }
}
