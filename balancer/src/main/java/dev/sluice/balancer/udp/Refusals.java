package dev.sluice.balancer.udp;

import io.netty.channel.unix.Errors;
import io.netty.channel.unix.Errors.NativeIoException;
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
        || cause instanceof UnknownHostException
        || (cause instanceof NativeIoException error && isBackends(error.expectedErr()));
  }

  // The native transports say it of what is sent by the number alone.
  private static boolean isBackends(int error) {
    return error == Errors.ERROR_ECONNREFUSED_NEGATIVE
        || error == Errors.ERROR_ENETUNREACH_NEGATIVE
        || error == Errors.ERROR_EHOSTUNREACH_NEGATIVE;
  }
}
