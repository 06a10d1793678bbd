package dev.sluice.balancer.tcp;

import dev.sluice.balancer.net.ConnectFailures;
import dev.sluice.balancer.net.Dialer;
import dev.sluice.balancer.net.ListenerContext;
import dev.sluice.balancer.net.Loop;
import dev.sluice.balancer.net.Relays;

/**
 * What all sessions of a listener share.
 *
 * @param routes where connections go
 */
record SessionContext(
    ListenerContext listener,
    Loop loop,
    Routes routes,
    Dialer dialer,
    Relays relays,
    ConnectFailures failures) {

  /** The server's name. */
  String server() {
    return listener.config().name();
  }
}
