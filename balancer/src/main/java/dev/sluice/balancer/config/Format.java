package dev.sluice.balancer.config;

import java.util.List;
import java.util.function.Function;

/**
 * What a string has to look like, and how it is read.
 *
 * @param expected for messages, after "expected": {@code a duration such as "5s"}
 */
record Format<T>(String expected, Parser<T> parser) {

  static final Format<String> TEXT = new Format<>("a string", text -> text);

  /** Reads a string; the message of what it throws starts with the text it quotes. */
  interface Parser<T> {
    T parse(String text) throws InvalidValue;
  }

  /** One of some names, exactly as they are. */
  static <E> Format<E> oneOf(List<E> values, Function<E, String> id) {
    List<String> ids = values.stream().map(id).toList();
    return new Format<>(
        Text.oneOf(ids),
        text -> {
          int found = ids.indexOf(text);
          if (found < 0) {
            throw new InvalidValue(
                Text.quote(text) + " is unknown", Suggestions.closest(text, ids));
          }
          return values.get(found);
        });
  }
}
