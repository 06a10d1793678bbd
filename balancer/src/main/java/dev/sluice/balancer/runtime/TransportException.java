package dev.sluice.balancer.runtime;

import dev.sluice.balancer.config.RuntimeConfig;

/** The transport asked for can't be used on this machine. */
public final class TransportException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TransportException(RuntimeConfig.Transport transport, String why) {
    super(
        "runtime.transport = \""
            + transport.id()
            + "\" can't be used here: "
            + why
            + "; use \"auto\"",
        null,
        false,
        false);
  }
}
