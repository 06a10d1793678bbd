package dev.sluice.load.carrier;

import dev.sluice.load.plan.Target;
import io.vertx.core.Future;

/**
 * One user's connection to one endpoint. It connects when needed and carries one request at a time.
 * Used from one event loop only.
 */
public interface Carrier {

  /**
   * Sends one request; not before the one before has ended.
   *
   * @return its answer, or an {@link ExchangeException}
   */
  Future<Answer> exchange(Target target);

  /** Whether there is an open connection. */
  boolean connected();

  /** Closes the connection, which fails a request under way. The carrier stays usable. */
  void drop();
}
