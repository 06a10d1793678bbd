package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The fields of a head, or trailers, as a view on their bytes. */
final class H1Fields implements Fields {

  private final HeadStore store;
  private final ConnectionOptions connection;
  private HeadBytes head;

  /**
   * @param head whole
   * @param store gets it back
   */
  H1Fields(HeadBytes head, HeadStore store) {
    this.head = head;
    this.store = store;
    this.connection = ConnectionOptions.of(head);
  }

  /** The bytes behind it. */
  HeadBytes head() {
    if (head == null) {
      throw new IllegalStateException("the head was released");
    }
    return head;
  }

  /** What {@code Connection} says. */
  ConnectionOptions connection() {
    return connection;
  }

  /** How many bytes a head, or trailers, may have on this connection. */
  int maxHead() {
    return store.maxHead();
  }

  void release() {
    if (head != null) {
      store.giveBack(head);
      head = null;
    }
  }

  @Override
  public boolean has(FieldName name) {
    HeadBytes from = head();
    return next(from, name, 0) < from.fields();
  }

  @Override
  public Optional<String> first(FieldName name) {
    HeadBytes from = head();
    int field = next(from, name, 0);
    return field < from.fields() ? Optional.of(from.value(field)) : Optional.empty();
  }

  @Override
  public List<String> all(FieldName name) {
    HeadBytes from = head();
    int field = next(from, name, 0);
    if (field == from.fields()) {
      return List.of();
    }
    List<String> values = new ArrayList<>(2);
    for (; field < from.fields(); field = next(from, name, field + 1)) {
      values.add(from.value(field));
    }
    return values;
  }

  @Override
  public void forEach(BiConsumer<String, String> taker) {
    HeadBytes from = head();
    for (int field = 0; field < from.fields(); field++) {
      taker.accept(from.name(field), from.value(field));
    }
  }

  private static int next(HeadBytes head, FieldName name, int start) {
    int number = name.number();
    if (number != FieldName.UNKNOWN) {
      return head.has(number) ? head.find(number, start) : head.fields();
    }
    int field = head.find(FieldName.UNKNOWN, start);
    while (field < head.fields()
        && !Ascii.same(head.bytes(), head.line(field), head.nameEnd(field), name.text())) {
      field = head.find(FieldName.UNKNOWN, field + 1);
    }
    return field;
  }

  @Override
  public String toString() {
    return head == null ? "released" : all();
  }

  private String all() {
    StringBuilder text = new StringBuilder();
    forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
    return text.toString();
  }
}
