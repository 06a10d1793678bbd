package dev.sluice.balancer.config;

import java.util.function.DoublePredicate;

/**
 * Which numbers a key takes, whole or not.
 *
 * @param expected for messages, after "expected": {@code a number from 0 to 1}
 */
record Numbers(String expected, DoublePredicate allowed) {

  /** A share of a whole. */
  static final Numbers SHARE = between(0, 1);

  /** Both ends included. */
  static Numbers between(double lowest, double highest) {
    return new Numbers(
        "a number from " + text(lowest) + " to " + text(highest),
        number -> number >= lowest && number <= highest);
  }

  /** In the shortest form: {@code 1} rather than {@code 1.0}. */
  private static String text(double number) {
    return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
  }
}
