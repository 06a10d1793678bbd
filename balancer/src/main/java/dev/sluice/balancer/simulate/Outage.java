package dev.sluice.balancer.simulate;

import java.time.Duration;

/**
 * A time in which a backend refuses connections; what it has begun it ends.
 *
 * @param from since the start, included
 * @param to since the start, excluded; later than from
 */
public record Outage(Duration from, Duration to) {

  /**
   * Reads {@code 10s..20s}.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  public static Outage parse(String text) {
    int dots = text.indexOf("..");
    if (dots < 0) {
      throw Wrong.value(text, "is not an interval", "FROM..TO, such as 10s..20s");
    }
    Duration from = Spans.parse(text.substring(0, dots));
    Duration to = Spans.parse(text.substring(dots + 2));
    if (to.compareTo(from) <= 0) {
      throw Wrong.value(text, "ends before it begins", "FROM..TO, such as 10s..20s");
    }
    return new Outage(from, to);
  }

  boolean covers(long nanos) {
    return nanos >= from.toNanos() && nanos < to.toNanos();
  }
}
