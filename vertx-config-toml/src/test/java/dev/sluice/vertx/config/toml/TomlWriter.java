package dev.sluice.vertx.config.toml;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.tomlj.Toml;

/**
 * Writes a tree as TOML in a random mixture of the forms there are, and notes where it put each key
 * and value.
 */
final class TomlWriter {

  /** Offsets in the text. */
  record Place(int key, int value) {}

  private final StringBuilder out = new StringBuilder();
  private final Map<List<Object>, Place> places = new HashMap<>();
  private final Random style;
  private final String eol;

  TomlWriter(JsonObject root, long seed) {
    style = new Random(seed);
    eol = style.nextBoolean() ? "\n" : "\r\n";
    body(List.of(), List.of(), root);
  }

  String text() {
    return out.toString();
  }

  Map<List<Object>, Place> places() {
    return places;
  }

  /**
   * The lines of one table, then the tables below it; {@code header} writes its header if needed.
   */
  private void body(List<Object> path, List<Step> header, JsonObject table) {
    Map<String, Object> below = new LinkedHashMap<>();
    Map<List<String>, Object> pairs = new LinkedHashMap<>();
    for (Map.Entry<String, Object> entry : table) {
      boolean tables = entry.getValue() instanceof JsonObject || isTables(entry.getValue());
      if (tables && style.nextInt(3) > 0) {
        below.put(entry.getKey(), entry.getValue());
      } else {
        flatten(List.of(entry.getKey()), entry.getValue(), pairs);
      }
    }
    boolean implied = pairs.isEmpty() && !below.isEmpty() && style.nextBoolean();
    boolean element = !path.isEmpty() && path.get(path.size() - 1) instanceof Integer;
    if (!path.isEmpty() && (element || !implied)) {
      header(path, header, element);
    }
    pairs.forEach(
        (keys, value) -> {
          blanks();
          pair(path, keys, value);
          endOfLine();
        });
    below.forEach(
        (key, value) -> {
          List<Object> child = plus(path, key);
          List<Step> steps = plus(header, new Step(child, key));
          if (value instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
              body(plus(child, i), steps, array.getJsonObject(i));
            }
          } else {
            body(child, steps, (JsonObject) value);
          }
        });
  }

  private record Step(List<Object> path, String key) {}

  private void header(List<Object> path, List<Step> steps, boolean element) {
    blanks();
    if (element) {
      places.put(path, new Place(out.length(), out.length()));
    }
    out.append(element ? "[[" : "[");
    for (int i = 0; i < steps.size(); i++) {
      out.append(i == 0 ? "" : ".");
      blanks();
      key(steps.get(i).path(), steps.get(i).key());
      blanks();
    }
    out.append(element ? "]]" : "]");
    endOfLine();
  }

  private void flatten(List<String> keys, Object value, Map<List<String>, Object> pairs) {
    if (value instanceof JsonObject table && !table.isEmpty() && style.nextBoolean()) {
      table.forEach(entry -> flatten(plus(keys, entry.getKey()), entry.getValue(), pairs));
    } else {
      pairs.put(keys, value);
    }
  }

  private void pair(List<Object> base, List<String> keys, Object value) {
    List<Object> path = base;
    int start = 0;
    for (int i = 0; i < keys.size(); i++) {
      out.append(i == 0 ? "" : ".");
      if (i > 0) {
        blanks();
      }
      path = plus(path, keys.get(i));
      start = out.length();
      key(path, keys.get(i));
      blanks();
    }
    out.append('=');
    blanks();
    places.put(path, new Place(start, out.length()));
    value(path, value);
  }

  private void key(List<Object> path, String key) {
    places.putIfAbsent(path, new Place(out.length(), out.length()));
    if (key.matches("[A-Za-z0-9_-]+") && style.nextInt(4) > 0) {
      out.append(key);
    } else {
      string(key, false);
    }
  }

  private void value(List<Object> path, Object value) {
    if (value instanceof JsonObject table) {
      Map<List<String>, Object> pairs = new LinkedHashMap<>();
      table.forEach(entry -> flatten(List.of(entry.getKey()), entry.getValue(), pairs));
      String separator = "{";
      for (Map.Entry<List<String>, Object> pair : pairs.entrySet()) {
        out.append(separator);
        blanks();
        pair(path, pair.getKey(), pair.getValue());
        blanks();
        separator = ",";
      }
      out.append(pairs.isEmpty() ? "{ }" : "}");
    } else if (value instanceof JsonArray array) {
      out.append('[');
      for (int i = 0; i < array.size(); i++) {
        gap();
        List<Object> element = plus(path, i);
        places.put(element, new Place(out.length(), out.length()));
        value(element, array.getValue(i));
        gap();
        out.append(i < array.size() - 1 || style.nextBoolean() ? "," : "");
      }
      gap();
      out.append(']');
    } else if (value instanceof String string) {
      string(string, true);
    } else {
      out.append(value);
    }
  }

  private void string(String string, boolean lines) {
    boolean plain = string.chars().noneMatch(c -> c == '\'' || Character.isISOControl(c));
    switch (style.nextInt(3)) {
      case 0 -> out.append('"').append(Toml.tomlEscape(string)).append('"');
      case 1 -> {
        String quote = plain ? "'" : "\"";
        out.append(quote).append(plain ? string : Toml.tomlEscape(string)).append(quote);
      }
      default -> {
        String quote = lines ? "\"\"\"" : "\"";
        out.append(quote).append(lines ? eol : "");
        StringBuilder escaped = Toml.tomlEscape(string);
        out.append(
            lines && eol.equals("\n")
                ? escaped.toString().replaceAll("(?<!\\\\)((?:\\\\\\\\)*)\\\\n", "$1\n")
                : escaped);
        out.append(quote);
      }
    }
  }

  private void blanks() {
    out.append(" \t ", 0, style.nextInt(3));
  }

  /** What may stand between the elements of an array. */
  private void gap() {
    blanks();
    if (style.nextInt(5) == 0) {
      endOfLine();
      blanks();
    }
  }

  private void endOfLine() {
    blanks();
    out.append(style.nextInt(4) == 0 ? "# é😀 ] } \" '" : "").append(eol);
  }

  private static boolean isTables(Object value) {
    return value instanceof JsonArray array
        && !array.isEmpty()
        && array.stream().allMatch(JsonObject.class::isInstance);
  }

  private static <T> List<T> plus(List<T> list, T last) {
    List<T> longer = new ArrayList<>(list);
    longer.add(last);
    return List.copyOf(longer);
  }
}
