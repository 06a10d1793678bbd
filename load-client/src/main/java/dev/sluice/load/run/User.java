package dev.sluice.load.run;

import dev.sluice.load.carrier.Answer;
import dev.sluice.load.carrier.Carrier;
import dev.sluice.load.carrier.Carriers;
import dev.sluice.load.plan.Endpoint;
import dev.sluice.load.plan.Target;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;

/** A virtual user: at most one request in flight, one connection per endpoint. */
final class User {

  private static final int LONGEST_REST_MILLIS = 100;
  private static final int LARGEST_SHIFT = 7;

  private final Carriers carriers;
  private final Map<Endpoint, Carrier> opened = new HashMap<>(2);
  private Carrier current;
  private long start;
  private long sent;
  private boolean busy;
  private int exchange;
  private int failuresInARow;

  User(Carriers carriers) {
    this.carriers = carriers;
  }

  /** Sends a request that was due at {@code start}. */
  Future<Answer> send(Target target, long start, long now) {
    this.start = start;
    this.sent = now;
    this.busy = true;
    this.exchange++;
    this.current = opened.computeIfAbsent(target.endpoint(), carriers::to);
    return current.exchange(target);
  }

  /** Identifies the request under way, so that what ends late can be told apart. */
  int exchange() {
    return exchange;
  }

  boolean isBusyWith(int number) {
    return busy && exchange == number;
  }

  boolean isBusySince(long before) {
    return busy && sent <= before;
  }

  boolean connected() {
    return current.connected();
  }

  /** When the request under way was due. */
  long start() {
    return start;
  }

  void done() {
    busy = false;
  }

  void dropCurrent() {
    current.drop();
  }

  void dropAll() {
    busy = false;
    opened.values().forEach(Carrier::drop);
  }

  void reached() {
    failuresInARow = 0;
  }

  /** How long to wait before connecting again: doubles from 1 ms to 100 ms. */
  long restMillis() {
    return Math.min(LONGEST_REST_MILLIS, 1L << Math.min(LARGEST_SHIFT, failuresInARow++));
  }
}
