package dev.sluice.backend;

import io.vertx.core.Future;
import java.time.Duration;

/** A server on one event loop; all of one address share its socket. */
interface Listener {

  /** Binds; the port is the actual one. */
  Future<Integer> listen();

  /** Accepts no more, lets what is under way finish for at most {@code grace}, then closes. */
  Future<Void> shutdown(Duration grace);
}
