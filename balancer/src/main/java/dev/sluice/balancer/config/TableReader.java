package dev.sluice.balancer.config;

import dev.sluice.vertx.config.toml.Positions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads one table of the file. Every getter gives empty both for a key that isn't there and for one
 * that is wrong; the latter is reported, so that what a default then stands in for is never used.
 */
final class TableReader {

  private final Document document;
  private final Table declared;
  private final List<Object> path;
  private final JsonObject content;

  /** Reports the keys that are not declared. */
  TableReader(Document document, Table declared, List<Object> path, JsonObject content) {
    this.document = document;
    this.declared = declared;
    this.path = List.copyOf(path);
    this.content = content;
    for (String key : content.fieldNames()) {
      if (!declared.keys().contains(key)) {
        rejectKey(
            key,
            Text.message(
                "unknown key",
                Text.oneOf(declared.keys()),
                Suggestions.closest(key, declared.keys())));
      }
    }
  }

  /** Whether the key is there, right or wrong. */
  boolean has(String key) {
    return raw(key).isPresent();
  }

  /** As in messages; empty for the root. */
  String path() {
    return Positions.path(path);
  }

  /** The folder that relative paths start from. */
  Path folder() {
    return document.folder();
  }

  <T> Optional<T> value(String key, Format<T> format) {
    return raw(key).flatMap(value -> parsed(at(key), value, format));
  }

  <T> Optional<T> required(String key, Format<T> format) {
    if (!has(key)) {
      missing(key, format.expected());
    }
    return value(key, format);
  }

  /** A string for a list of one, or an array of them; empty also when an element is wrong. */
  <T> Optional<List<T>> values(String key, Format<T> format) {
    Optional<Object> raw = raw(key);
    if (raw.isPresent() && raw.get() instanceof JsonArray array) {
      List<T> values = new ArrayList<>();
      for (int i = 0; i < array.size(); i++) {
        parsed(at(key, i), array.getValue(i), format).ifPresent(values::add);
      }
      return values.size() == array.size() ? Optional.of(values) : Optional.empty();
    }
    return value(key, format).map(List::of);
  }

  Optional<Integer> integer(String key, int lowest, int highest) {
    String expected = "an integer from " + lowest + " to " + highest;
    Optional<Object> raw = raw(key);
    if (raw.isEmpty()) {
      return Optional.empty();
    }
    if (raw.get() instanceof Integer || raw.get() instanceof Long) {
      long number = ((Number) raw.get()).longValue();
      if (number >= lowest && number <= highest) {
        return Optional.of((int) number);
      }
      reject(key, number + " is out of range", expected);
    } else {
      reject(key, "found " + kind(raw.get()), expected);
    }
    return Optional.empty();
  }

  /** Whole or not. */
  Optional<Double> number(String key, Numbers numbers) {
    Optional<Object> raw = raw(key);
    if (raw.isPresent() && raw.get() instanceof Number number) {
      if (numbers.allowed().test(number.doubleValue())) {
        return Optional.of(number.doubleValue());
      }
      reject(key, number + " is out of range", numbers.expected());
      return Optional.empty();
    }
    raw.ifPresent(value -> reject(key, "found " + kind(value), numbers.expected()));
    return Optional.empty();
  }

  /** Whether it is true or false, where a table could be, too. */
  boolean isFlag(String key) {
    return raw(key).filter(Boolean.class::isInstance).isPresent();
  }

  /** Reports an array that is there but has nothing in it. */
  void rejectEmpty(String key, String expected) {
    if (raw(key).filter(v -> v instanceof JsonArray array && array.isEmpty()).isPresent()) {
      reject(key, "empty", expected);
    }
  }

  Optional<Boolean> flag(String key) {
    Optional<Object> raw = raw(key);
    if (raw.isPresent() && raw.get() instanceof Boolean flag) {
      return Optional.of(flag);
    }
    raw.ifPresent(value -> reject(key, "found " + kind(value), "true or false"));
    return Optional.empty();
  }

  /**
   * A table whose keys are names that a user chooses.
   *
   * @param name what they have to look like; what it makes of them must differ
   * @return in the order of the file; empty also when one of them is wrong
   */
  <T> Optional<Map<String, T>> named(String key, Format<String> name, Format<T> format) {
    Optional<Object> raw = raw(key);
    if (raw.isEmpty() || !(raw.get() instanceof JsonObject table)) {
      raw.ifPresent(
          value ->
              reject(
                  key, "found " + kind(value), "a table whose keys are each " + name.expected()));
      return Optional.empty();
    }
    Map<String, T> values = new LinkedHashMap<>();
    for (String written : table.fieldNames()) {
      List<Object> place = at(key, written);
      Optional<T> value = parsed(place, table.getValue(written), format);
      try {
        String read = name.parser().parse(written);
        if (values.containsKey(read)) {
          throw new InvalidValue(Text.quote(read) + " is there twice");
        }
        value.ifPresent(found -> values.put(read, found));
      } catch (InvalidValue e) {
        document
            .problems()
            .atKey(place, Text.message(e.getMessage(), name.expected(), e.suggestion()));
      }
    }
    return values.size() == table.size() ? Optional.of(values) : Optional.empty();
  }

  /** A table of its own, under a header or inline. */
  Optional<TableReader> table(String key) {
    Optional<Object> raw = raw(key);
    if (raw.isPresent() && raw.get() instanceof JsonObject table) {
      return Optional.of(new TableReader(document, nested(key), at(key), table));
    }
    raw.ifPresent(
        value -> reject(key, "found " + kind(value), "one table, as [" + header(key) + "] begins"));
    return Optional.empty();
  }

  /** The tables of an array, under headers or inline. */
  List<TableReader> tables(String key) {
    Optional<Object> raw = raw(key);
    if (raw.isEmpty()) {
      return List.of();
    }
    if (!(raw.get() instanceof JsonArray array)) {
      reject(
          key,
          "found " + kind(raw.get()),
          "an array of tables, as [[" + header(key) + "]] begins an element of");
      return List.of();
    }
    List<TableReader> tables = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      if (array.getValue(i) instanceof JsonObject table) {
        tables.add(new TableReader(document, nested(key), at(key, i), table));
      } else {
        String wrong = "found " + kind(array.getValue(i));
        rejectAt(
            at(key, i),
            Text.message(
                wrong, "a table with " + Text.oneOf(nested(key).keys()), Optional.empty()));
      }
    }
    return tables;
  }

  /** As {@link #tables}; reports when there is none. */
  List<TableReader> requiredTables(String key, String expected) {
    if (!has(key)) {
      missing(key, expected);
    } else if (raw(key).get() instanceof JsonArray array && array.isEmpty()) {
      reject(key, "empty", expected);
    }
    return tables(key);
  }

  void missing(String key, String expected) {
    document.problems().atMissing(path, key, Text.message("missing", expected, Optional.empty()));
  }

  /** Reports a value. */
  void reject(String key, String wrong, String expected) {
    rejectAt(at(key), Text.message(wrong, expected, Optional.empty()));
  }

  /** Reports a value, with a name that may have been meant. */
  void reject(String key, String wrong, String expected, Optional<String> suggestion) {
    rejectAt(at(key), Text.message(wrong, expected, suggestion));
  }

  /** Reports an element of an array. */
  void reject(String key, int index, String wrong, String expected) {
    rejectAt(at(key, index), Text.message(wrong, expected, Optional.empty()));
  }

  /** Reports that a key is there at all. */
  void rejectKey(String key, String message) {
    document.problems().atKey(at(key), message);
  }

  /** Reports the table as a whole. */
  void rejectTable(String message) {
    rejectAt(path, message);
  }

  private void rejectAt(List<Object> place, String message) {
    document.problems().atValue(place, message);
  }

  private <T> Optional<T> parsed(List<Object> place, Object value, Format<T> format) {
    if (!(value instanceof String text)) {
      rejectAt(
          place, Text.message("found " + kind(value), format.expected(), asString(value, format)));
      return Optional.empty();
    }
    Optional<String> written = document.problems().written(place);
    if (written.isPresent()) {
      rejectAt(
          place,
          Text.message(
              "found the " + written.get() + " " + text,
              format.expected(),
              asString(value, format)));
      return Optional.empty();
    }
    String expanded;
    try {
      expanded = document.environment().expand(text);
    } catch (InvalidValue e) {
      rejectAt(place, Text.message(e.getMessage(), Environment.EXPECTED, e.suggestion()));
      return Optional.empty();
    }
    try {
      return Optional.of(format.parser().parse(expanded));
    } catch (InvalidValue e) {
      rejectAt(place, Text.message(e.getMessage(), format.expected(), e.suggestion()));
      return Optional.empty();
    }
  }

  // 5 for "5s", 8080 for "8080"
  private static <T> Optional<String> asString(Object value, Format<T> format) {
    if (!(value instanceof Number)) {
      return Optional.empty();
    }
    try {
      format.parser().parse(value.toString());
      return Optional.of(value.toString());
    } catch (InvalidValue e) {
      return e.suggestion();
    }
  }

  private Optional<Object> raw(String key) {
    if (!declared.keys().contains(key)) {
      throw new IllegalArgumentException(key + " is not declared in " + declared.name());
    }
    return Optional.ofNullable(content.getValue(key));
  }

  private Table nested(String key) {
    return declared
        .nested(key)
        .orElseThrow(() -> new IllegalArgumentException(key + " is not declared as a table"));
  }

  private List<Object> at(Object... steps) {
    List<Object> place = new ArrayList<>(path);
    place.addAll(List.of(steps));
    return place;
  }

  private String header(String key) {
    List<Object> keys = new ArrayList<>(path);
    keys.removeIf(Integer.class::isInstance);
    keys.add(key);
    return Positions.path(keys);
  }

  private static String kind(Object value) {
    if (value instanceof String text) {
      return "the string " + Text.quote(text);
    }
    if (value instanceof Integer || value instanceof Long) {
      return "the integer " + value;
    }
    if (value instanceof Number) {
      return "the float " + value;
    }
    if (value instanceof Boolean) {
      return "the boolean " + value;
    }
    return value instanceof JsonArray ? "an array" : "a table";
  }
}
