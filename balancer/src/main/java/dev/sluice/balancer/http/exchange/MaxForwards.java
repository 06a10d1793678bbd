package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.RequestHead;
import java.util.Optional;

/** How far a request may go (RFC 9110, section 7.6.2); for the two methods that it concerns. */
final class MaxForwards {

  /** That it says nothing, or nothing that can be understood. */
  static final long ABSENT = -1;

  // What is longer is still far more than the hops of any request.
  private static final int MOST_DIGITS = 9;

  private static final long MOST = 999_999_999;

  private MaxForwards() {}

  /** How many hops are left, or {@link #ABSENT}. */
  static long of(RequestHead head) {
    if (!concerns(head.method()) || !head.fields().has(FieldName.MAX_FORWARDS)) {
      return ABSENT;
    }
    Optional<String> value = head.fields().first(FieldName.MAX_FORWARDS);
    return value.isPresent() ? parse(value.get()) : ABSENT;
  }

  private static boolean concerns(String method) {
    return method.equals("OPTIONS") || method.equals("TRACE");
  }

  private static long parse(String digits) {
    if (digits.isEmpty()) {
      return ABSENT;
    }
    long value = 0;
    for (int i = 0; i < digits.length(); i++) {
      char digit = digits.charAt(i);
      if (digit < '0' || digit > '9') {
        return ABSENT;
      }
      value = i < MOST_DIGITS ? 10 * value + digit - '0' : MOST;
    }
    return value;
  }
}
