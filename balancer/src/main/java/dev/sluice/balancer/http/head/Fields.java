package dev.sluice.balancer.http.head;

import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The fields of a head, or trailers, as they came. Values have no white space around them; bytes
 * above 127 stand for themselves, as in ISO 8859-1. For the event loop of the message, until its
 * exchange has ended.
 */
public interface Fields {

  /** No fields. */
  Fields NONE = FieldList.of();

  /** Whether there is one of this name. */
  boolean has(FieldName name);

  /** The value of the first one of this name. */
  Optional<String> first(FieldName name);

  /** The values of all of this name, in order; a value that is a list stays one. */
  List<String> all(FieldName name);

  /** Every field in order, its name as it came. */
  void forEach(BiConsumer<String, String> taker);
}
