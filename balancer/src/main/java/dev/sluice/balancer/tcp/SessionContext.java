package dev.sluice.balancer.tcp;

import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.event.AccessEvent;
import dev.sluice.balancer.net.Dialer;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * What all sessions of a listener share.
 *
 * @param idle zero for none
 */
record SessionContext(
    String server, Pool pool, Dialer dialer, Duration idle, Consumer<AccessEvent> log) {}
