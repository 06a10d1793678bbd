package dev.sluice.balancer.http.files;

import dev.sluice.balancer.net.Alarm;
import dev.sluice.balancer.net.Wheel;
import java.time.Duration;

/**
 * How long a client may take nothing of an answer.
 *
 * @param wheel of the event loop
 * @param idle zero for any time
 */
public record Patience(Wheel wheel, Duration idle) {

  /** It begins to take nothing. */
  void begin(Alarm alarm) {
    if (!idle.isZero()) {
      wheel.set(alarm, idle.toNanos());
    }
  }

  /** Nothing more is waited for. */
  void end(Alarm alarm) {
    wheel.cancel(alarm);
  }
}
