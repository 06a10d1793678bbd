package dev.sluice.balancer.http.route;

import dev.sluice.balancer.http.head.RequestHead;

/**
 * A rule at one of its paths.
 *
 * @param place of the rule in the file, from 0
 * @param slashes whether the path itself tells encoded slashes from others
 */
record Route<T>(int place, Condition[] conditions, boolean slashes, T value) {

  boolean holds(RequestHead head) {
    for (Condition condition : conditions) {
      if (!condition.holds(head)) {
        return false;
      }
    }
    return true;
  }

  /** More conditions first, then the order of the file. */
  static int order(Route<?> a, Route<?> b) {
    return a.conditions.length != b.conditions.length
        ? Integer.compare(b.conditions.length, a.conditions.length)
        : Integer.compare(a.place, b.place);
  }
}
