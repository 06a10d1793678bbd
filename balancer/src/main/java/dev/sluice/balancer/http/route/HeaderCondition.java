package dev.sluice.balancer.http.route;

import dev.sluice.balancer.config.ForwardConfig.Named;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.RequestHead;
import java.util.List;
import java.util.Optional;

/**
 * A field that is there, with a certain value if one is given: as the whole of one of its lines, or
 * as one member of a list. So it doesn't matter whether an intermediary has joined several lines
 * into one (RFC 9110 section 5.3).
 */
record HeaderCondition(FieldName field, Optional<String> value) implements Condition {

  static HeaderCondition of(Named header) {
    return new HeaderCondition(FieldName.of(header.name()), header.value());
  }

  @Override
  public boolean holds(RequestHead head) {
    if (!head.fields().has(field)) {
      return false;
    }
    if (value.isEmpty()) {
      return true;
    }
    String wanted = value.get();
    List<String> lines = head.fields().all(field);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).equals(wanted) || listed(lines.get(i), wanted)) {
        return true;
      }
    }
    return false;
  }

  private static boolean listed(String line, String wanted) {
    int start = 0;
    int comma = line.indexOf(',');
    while (comma >= 0) {
      if (is(line, start, comma, wanted)) {
        return true;
      }
      start = comma + 1;
      comma = line.indexOf(',', start);
    }
    return start > 0 && is(line, start, line.length(), wanted);
  }

  private static boolean is(String line, int from, int to, String wanted) {
    int start = from;
    int end = to;
    while (start < end && blank(line.charAt(start))) {
      start++;
    }
    while (end > start && blank(line.charAt(end - 1))) {
      end--;
    }
    return end - start == wanted.length() && line.startsWith(wanted, start);
  }

  private static boolean blank(char c) {
    return c == ' ' || c == '\t';
  }

  @Override
  public String name() {
    return "header " + field.text();
  }
}
