package dev.sluice.conformance.message;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A field line: the name as it came, the value without the blanks around it. */
public record Field(String name, String value) {

  /** Whether it has this name, in any case. */
  public boolean is(String other) {
    return name.equalsIgnoreCase(other);
  }

  /** The values of all lines of that name, in their order. */
  public static List<String> values(List<Field> fields, String name) {
    return fields.stream().filter(field -> field.is(name)).map(Field::value).toList();
  }

  /** The members of a list, in lower case, out of all lines of that name. */
  public static List<String> members(List<Field> fields, String name) {
    return List.of(String.join(",", values(fields, name)).split(",")).stream()
        .map(member -> member.strip().toLowerCase(Locale.ROOT))
        .filter(member -> !member.isEmpty())
        .collect(Collectors.toList());
  }
}
