package dev.sluice.balancer.runtime;

import dev.sluice.balancer.balance.Backend;
import dev.sluice.balancer.balance.BackendState;
import dev.sluice.balancer.balance.PoolListener;
import dev.sluice.balancer.balance.StateChange;
import dev.sluice.balancer.balance.Transition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells in the log what happens to backends. */
final class PoolLog implements PoolListener {

  private static final Logger LOG = LoggerFactory.getLogger(PoolLog.class);

  @Override
  public void stateChanged(StateChange change) {
    String text = "pool {}: backend {} is {} (was {}): {}";
    Object[] values = {
      change.pool(), change.backend(), change.to().id(), change.from().id(), change.reason().why()
    };
    if (change.cause() == Transition.PRESUMED_UP) {
      // That of every backend at the start, where there are no checks.
      LOG.debug(text, values);
    } else if (change.to() == BackendState.DOWN || change.to() == BackendState.EJECTED) {
      LOG.warn(text, values);
    } else {
      LOG.info(text, values);
    }
  }

  @Override
  public void drained(String pool, Backend backend) {
    LOG.info("pool {}: backend {} is drained", pool, backend);
  }

  @Override
  public void removed(String pool, Backend backend) {
    LOG.info("pool {}: backend {} is removed", pool, backend);
  }

  @Override
  public void panicked(String pool, boolean panic) {
    if (panic) {
      LOG.warn("pool {}: too few backends are usable; all of them are used", pool);
    } else {
      LOG.info("pool {}: enough backends are usable again", pool);
    }
  }
}
