package dev.sluice.balancer.udp;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.UnknownHostException;

/** Tells a backend that can't be reached from what goes wrong on this side. */
final class Refusals {

  private Refusals() {}

  /** Whether a failure to connect or to send, or an error that came back, is the backend's. */
  static boolean isBackends(Throwable cause) {
    return cause instanceof PortUnreachableException
        || cause instanceof ConnectException
        || cause instanceof NoRouteToHostException
        || cause instanceof UnknownHostException;
  }
}
