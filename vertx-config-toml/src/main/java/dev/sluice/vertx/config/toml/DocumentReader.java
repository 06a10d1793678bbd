package dev.sluice.vertx.config.toml;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** Reads a parsed document once, into JSON and the places of its keys and values. */
final class DocumentReader {

  /**
   * Where a key (or array element) and its value begin.
   *
   * @param written what the value is in TOML where JSON has only a string for it; else empty
   */
  record Place(Position key, Position value, String written) {}

  private final Map<List<Object>, Place> places = new LinkedHashMap<>();
  private final List<Object> path = new ArrayList<>();
  private final SourceText source;

  DocumentReader(SourceText source) {
    this.source = source;
  }

  /** In the order of {@code json}. */
  Map<List<Object>, Place> places() {
    return places;
  }

  JsonObject read(TomlTable root) {
    return table(root, 0);
  }

  /**
   * Reads a table.
   *
   * @param depth how many keys lead to the table that the {@code key = value} lines in here are
   *     relative to: this one, or for a table made by a dotted key one around it
   */
  private JsonObject table(TomlTable table, int depth) {
    JsonObject json = new JsonObject();
    for (String key : table.keySet()) {
      List<String> single = List.of(key);
      Position start = position(table.inputPositionOf(single));
      Object value = table.get(single);
      path.add(key);
      json.put(key, keyed(start, value, depth));
      path.remove(path.size() - 1);
    }
    return json;
  }

  private Object keyed(Position start, Object value, int depth) {
    // The parser gives the beginning of the header or of the whole dotted key.
    SourceText.DottedKey key = source.keyAt(start);
    int here = keysInPath();
    boolean header = source.isHeader(start);
    int part = header ? here - 1 : here - depth - 1;
    Position keyPosition = key.parts().get(part);
    boolean dotted = !header && part < key.parts().size() - 1;
    Position valuePosition = header || dotted ? keyPosition : key.value();
    places.put(List.copyOf(path), new Place(keyPosition, valuePosition, written(value)));
    return value(value, dotted ? depth : here);
  }

  private JsonArray array(TomlArray array) {
    JsonArray json = new JsonArray();
    for (int i = 0; i < array.size(); i++) {
      Position start = position(array.inputPositionOf(i));
      path.add(i);
      places.put(List.copyOf(path), new Place(start, start, written(array.get(i))));
      json.add(value(array.get(i), keysInPath()));
      path.remove(path.size() - 1);
    }
    return json;
  }

  private Object value(Object value, int depth) {
    if (value instanceof TomlTable table) {
      return table(table, depth);
    }
    if (value instanceof TomlArray array) {
      return array(array);
    }
    return scalar(value);
  }

  private static Object scalar(Object value) {
    if (value instanceof Long number) {
      int small = number.intValue();
      // Not a conditional expression, which would widen both to long.
      if (small == number) {
        return small;
      }
      return number;
    }
    if (value instanceof Double number && !Double.isFinite(number)) {
      return number.isNaN() ? "nan" : number > 0 ? "inf" : "-inf";
    }
    // The formatters write the seconds even where they are 0, as RFC 3339 wants; toString()
    // doesn't.
    if (value instanceof OffsetDateTime time) {
      return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
    }
    if (value instanceof LocalDateTime time) {
      return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time);
    }
    if (value instanceof LocalDate date) {
      return DateTimeFormatter.ISO_LOCAL_DATE.format(date);
    }
    if (value instanceof LocalTime time) {
      return DateTimeFormatter.ISO_LOCAL_TIME.format(time);
    }
    return value;
  }

  private static String written(Object value) {
    if (value instanceof OffsetDateTime || value instanceof LocalDateTime) {
      return "date-time";
    }
    if (value instanceof LocalDate) {
      return "date";
    }
    if (value instanceof LocalTime) {
      return "time";
    }
    return value instanceof Double number && !Double.isFinite(number) ? "float" : "";
  }

  private int keysInPath() {
    int keys = 0;
    for (Object step : path) {
      if (step instanceof String) {
        keys++;
      }
    }
    return keys;
  }

  private static Position position(TomlPosition position) {
    return new Position(position.line(), position.column());
  }
}
