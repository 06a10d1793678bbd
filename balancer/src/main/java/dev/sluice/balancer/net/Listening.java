package dev.sluice.balancer.net;

import io.vertx.core.Future;
import java.net.SocketAddress;

/** What an {@link Acceptor} has opened. Safe to use from any thread. */
interface Listening extends Admission.Intake {

  /** Where it listens, with the real port. */
  SocketAddress address();

  /** Closes it; connections stay. */
  Future<Void> close();
}
