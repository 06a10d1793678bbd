package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.Fields;
import java.util.List;
import java.util.Optional;

/** The cookies of a request (RFC 6265, section 4.2.1). */
final class Cookies {

  private Cookies() {}

  /** The value of the first one of a name, without quotes around it. */
  static Optional<String> find(Fields fields, String name) {
    if (!fields.has(FieldName.COOKIE)) {
      return Optional.empty();
    }
    List<String> all = fields.all(FieldName.COOKIE);
    for (String field : all) {
      Optional<String> found = find(field, name);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> find(String field, String name) {
    int start = 0;
    while (start < field.length()) {
      int end = field.indexOf(';', start);
      end = end < 0 ? field.length() : end;
      int first = start;
      while (first < end && (field.charAt(first) == ' ' || field.charAt(first) == '\t')) {
        first++;
      }
      int value = first + name.length() + 1;
      if (value <= end && field.startsWith(name, first) && field.charAt(value - 1) == '=') {
        return Optional.of(unquoted(field.substring(value, end).strip()));
      }
      start = end + 1;
    }
    return Optional.empty();
  }

  private static String unquoted(String value) {
    int last = value.length() - 1;
    return last > 0 && value.charAt(0) == '"' && value.charAt(last) == '"'
        ? value.substring(1, last)
        : value;
  }
}
