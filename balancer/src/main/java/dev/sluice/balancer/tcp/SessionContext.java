package dev.sluice.balancer.tcp;

import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.balance.Split;
import dev.sluice.balancer.net.Dialer;
import dev.sluice.balancer.net.ListenerContext;
import dev.sluice.balancer.net.Loop;
import dev.sluice.balancer.net.Throttle;
import java.time.Duration;

/**
 * What all sessions of a listener share.
 *
 * @param pools where connections go, by weight
 * @param idle zero for none
 * @param failures thins out the log lines about backends that take no connection
 */
record SessionContext(
    ListenerContext listener,
    Loop loop,
    Split<Pool> pools,
    Dialer dialer,
    Duration idle,
    Throttle failures) {

  /** The server's name. */
  String server() {
    return listener.config().name();
  }
}
