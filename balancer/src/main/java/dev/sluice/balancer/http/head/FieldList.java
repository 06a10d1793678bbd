package dev.sluice.balancer.http.head;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Fields of our own making: of local answers, and of tests. For one thread. */
public final class FieldList implements Fields {

  private record Field(FieldName name, String value) {}

  private final List<Field> fields = new ArrayList<>();

  private FieldList() {}

  /** Names and values in turn. */
  public static FieldList of(String... namesAndValues) {
    FieldList list = new FieldList();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      list.add(FieldName.of(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return list;
  }

  /** One more behind the others. */
  public FieldList add(FieldName name, String value) {
    fields.add(new Field(name, value));
    return this;
  }

  /** In place of all of this name. */
  public FieldList set(FieldName name, String value) {
    fields.removeIf(field -> field.name().equals(name));
    return add(name, value);
  }

  @Override
  public boolean has(FieldName name) {
    return first(name).isPresent();
  }

  @Override
  public Optional<String> first(FieldName name) {
    for (Field field : fields) {
      if (field.name().equals(name)) {
        return Optional.of(field.value());
      }
    }
    return Optional.empty();
  }

  @Override
  public List<String> all(FieldName name) {
    return fields.stream().filter(f -> f.name().equals(name)).map(Field::value).toList();
  }

  @Override
  public void forEach(BiConsumer<String, String> taker) {
    for (Field field : fields) {
      taker.accept(field.name().text(), field.value());
    }
  }

  @Override
  public String toString() {
    return fields.toString();
  }
}
