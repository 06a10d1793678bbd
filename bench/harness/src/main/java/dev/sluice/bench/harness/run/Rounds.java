package dev.sluice.bench.harness.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The order of the contenders in a round. */
final class Rounds {

  private Rounds() {}

  /**
   * Everybody begins in turn, and every other round goes backwards, so that nobody always follows
   * the same one.
   *
   * @param round from 0
   */
  static <T> List<T> order(List<T> contenders, int round) {
    List<T> order = new ArrayList<>(contenders);
    Collections.rotate(order, -round);
    if (round % 2 == 1) {
      Collections.reverse(order);
    }
    return order;
  }
}
