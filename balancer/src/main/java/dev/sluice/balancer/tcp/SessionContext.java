package dev.sluice.balancer.tcp;

import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.event.AccessEvent;
import dev.sluice.balancer.net.Dialer;
import dev.sluice.balancer.net.Throttle;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * What all sessions of a listener share.
 *
 * @param idle zero for none
 * @param failures thins out the log lines about backends that take no connection
 */
record SessionContext(
    String server,
    Pool pool,
    Dialer dialer,
    Duration idle,
    Throttle failures,
    Consumer<AccessEvent> log) {}
