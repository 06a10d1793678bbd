package dev.sluice.balancer.config;

import java.time.Duration;
import java.util.Locale;

/**
 * How the balancer runs on its machine.
 *
 * @param eventLoops 0 for one per core
 * @param splice whether the kernel may pass bulk traffic on by itself, where it can
 * @param shutdownGrace how long connections and requests may take to end once it stops
 */
public record RuntimeConfig(
    int eventLoops, Transport transport, boolean splice, Duration shutdownGrace) {

  /** How sockets are driven. */
  public enum Transport {
    AUTO,
    EPOLL,
    IO_URING,
    NIO;

    /** The name used in configurations. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
