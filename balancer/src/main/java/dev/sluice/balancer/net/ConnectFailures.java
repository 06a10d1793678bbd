package dev.sluice.balancer.net;

import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells in the log of backends that take no connection, thinned out. For one event loop. */
public final class ConnectFailures {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectFailures.class);

  private final String server;
  private final Throttle throttle;

  /**
   * @param server its name
   * @param clock monotonic nanoseconds
   */
  public ConnectFailures(String server, LongSupplier clock) {
    this.server = server;
    this.throttle = new Throttle(clock);
  }

  /** One more. */
  public void report(String pool, Object backend, Throwable cause) {
    report(pool, backend, String.valueOf(cause.getMessage()));
  }

  /**
   * One more.
   *
   * @param why for people
   */
  public void report(String pool, Object backend, String why) {
    long times = throttle.admit();
    if (times > 0) {
      LOG.info(
          "{}: backend {} of pool {} took no connection ({} such since the last line): {}",
          server,
          backend,
          pool,
          times,
          why);
    }
  }
}
