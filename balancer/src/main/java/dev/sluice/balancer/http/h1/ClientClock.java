package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.net.Alarm;
import dev.sluice.balancer.net.Wheel;
import java.time.Duration;

/** How long a client may take for what its connection waits for. For one event loop. */
final class ClientClock {

  private final Wheel wheel;
  private final H1ServerSettings settings;
  private final Alarm alarm;
  private final long taken;

  /**
   * @param late run when it took too long; also long after an exchange has begun, for which there
   *     is no limit here
   */
  ClientClock(Wheel wheel, H1ServerSettings settings, Runnable late) {
    this.wheel = wheel;
    this.settings = settings;
    this.alarm = new Alarm(late);
    this.taken = wheel.now();
  }

  /** The first byte of all is waited for. */
  void first() {
    Duration header = settings.clientHeader();
    Duration idle = settings.clientIdle();
    set(header.isZero() || (!idle.isZero() && idle.compareTo(header) < 0) ? idle : header);
  }

  /** The end of the first head is waited for: the time before its first byte counts. */
  void firstHead() {
    Duration header = settings.clientHeader();
    if (header.isZero()) {
      stop();
    } else {
      wheel.set(alarm, header.toNanos() - (wheel.now() - taken));
    }
  }

  /** The end of a further head is waited for. */
  void head() {
    set(settings.clientHeader());
  }

  /** The first byte of a further head is waited for. */
  void idle() {
    set(settings.clientIdle());
  }

  /** What comes is waited for for no longer than it takes to close a connection. */
  void brief() {
    set(settings.lingering());
  }

  void stop() {
    wheel.cancel(alarm);
  }

  private void set(Duration patience) {
    if (patience.isZero()) {
      stop();
    } else {
      wheel.set(alarm, patience.toNanos());
    }
  }
}
