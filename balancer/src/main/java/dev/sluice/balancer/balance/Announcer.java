package dev.sluice.balancer.balance;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a listener, and outlives whatever it throws. */
final class Announcer {

  private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

  private final PoolListener listener;

  Announcer(PoolListener listener) {
    this.listener = listener;
  }

  void tell(Consumer<PoolListener> news) {
    try {
      news.accept(listener);
    } catch (RuntimeException | Error e) {
      LOG.warn("A listener of a pool failed; balancing goes on", e);
    }
  }
}
