package dev.sluice.backend;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;

/** Lets every request wait, its body unread, for the configured latency. */
final class LatencyHandler implements Handler<RoutingContext> {

  private final FaultInjector faults;

  LatencyHandler(FaultInjector faults) {
    this.faults = faults;
  }

  @Override
  public void handle(RoutingContext context) {
    long delay = faults.nextDelayNanos();
    if (delay == 0) {
      context.next();
      return;
    }
    context.request().pause();
    context
        .vertx()
        .timer(delay, TimeUnit.NANOSECONDS)
        .onSuccess(
            elapsed -> {
              context.next();
              context.request().resume();
            });
  }
}
