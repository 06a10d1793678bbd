package dev.sluice.balancer.tcp;

import dev.sluice.balancer.net.ConnectFailures;
import dev.sluice.balancer.net.Dialer;
import dev.sluice.balancer.net.ListenerContext;
import dev.sluice.balancer.net.Loop;
import java.time.Duration;

/**
 * What all sessions of a listener share.
 *
 * @param routes where connections go
 * @param idle zero for none
 */
record SessionContext(
    ListenerContext listener,
    Loop loop,
    Routes routes,
    Dialer dialer,
    Duration idle,
    ConnectFailures failures) {

  /** The server's name. */
  String server() {
    return listener.config().name();
  }
}
