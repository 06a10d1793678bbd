package dev.sluice.balancer.tcp;

import dev.sluice.balancer.net.ConnectFailures;
import dev.sluice.balancer.net.Dialer;
import dev.sluice.balancer.net.ListenerContext;
import dev.sluice.balancer.net.Loop;
import dev.sluice.balancer.net.Relays;

/** What all sessions of a listener share. */
record SessionContext(
    ListenerContext listener,
    Loop loop,
    Entry entry,
    Dialer dialer,
    Relays relays,
    ConnectFailures failures) {

  /** How connections begin, and where they go then. */
  record Entry(Preamble preamble, Routes routes) {}

  /** The server's name. */
  String server() {
    return listener.config().name();
  }
}
