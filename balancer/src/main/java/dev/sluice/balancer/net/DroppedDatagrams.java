package dev.sluice.balancer.net;

import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts datagrams that went no further and tells of them in the log, thinned out. */
public final class DroppedDatagrams {

  private static final Logger LOG = LoggerFactory.getLogger(DroppedDatagrams.class);

  private final String server;
  private final Throttle throttle;
  private long count;

  /**
   * For one event loop.
   *
   * @param server its name
   * @param clock monotonic nanoseconds
   */
  public DroppedDatagrams(String server, LongSupplier clock) {
    this.server = server;
    this.throttle = new Throttle(clock);
  }

  /** One more. */
  public void report(String why) {
    report(why, "");
  }

  /**
   * One more.
   *
   * @param more turned into text only when it is told
   */
  public void report(String why, Object more) {
    count++;
    long times = throttle.admit();
    if (times > 0) {
      LOG.info(
          "{}: datagram dropped ({} such since the last line): {}{}", server, times, why, more);
    }
  }

  /** How many there were. */
  public long count() {
    return count;
  }
}
