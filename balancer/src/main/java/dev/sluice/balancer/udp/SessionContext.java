package dev.sluice.balancer.udp;

import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.balance.Split;
import dev.sluice.balancer.net.ConnectFailures;
import dev.sluice.balancer.net.DroppedDatagrams;
import dev.sluice.balancer.net.ListenerContext;
import dev.sluice.balancer.net.Loop;

/**
 * What all sessions of a listener share.
 *
 * @param pools where sessions go, by weight
 */
record SessionContext(
    ListenerContext listener,
    Loop loop,
    Split<Pool> pools,
    UdpDialer dialer,
    ConnectFailures failures,
    DroppedDatagrams drops) {

  /** The server's name. */
  String server() {
    return listener.config().name();
  }
}
