package dev.sluice.balancer.runtime;

import dev.sluice.balancer.config.RuntimeConfig;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.transport.Transport;

/** Makes the Vert.x that a configuration asks for. */
public final class VertxFactory {

  private VertxFactory() {}

  /** How many event loops a configuration means. */
  public static int eventLoops(RuntimeConfig runtime) {
    return runtime.eventLoops() == 0
        ? Runtime.getRuntime().availableProcessors()
        : runtime.eventLoops();
  }

  /**
   * @throws TransportException when the configuration insists on a transport that can't run here
   */
  public static Vertx create(RuntimeConfig runtime) {
    VertxOptions options =
        new VertxOptions()
            .setEventLoopPoolSize(eventLoops(runtime))
            .setPreferNativeTransport(runtime.transport() == RuntimeConfig.Transport.AUTO);
    VertxBuilder builder = Vertx.builder().with(options);
    return switch (runtime.transport()) {
      case AUTO -> builder.build();
      case EPOLL -> with(builder, runtime, Transport.EPOLL);
      case IO_URING -> with(builder, runtime, Transport.IO_URING);
      case NIO -> with(builder, runtime, Transport.NIO);
    };
  }

  // Vert.x has null for a transport that is not on the class path.
  private static Vertx with(VertxBuilder builder, RuntimeConfig runtime, Transport transport) {
    if (transport == null) {
      throw new TransportException(runtime.transport(), "its library is missing");
    }
    if (!transport.available()) {
      throw new TransportException(
          runtime.transport(), String.valueOf(transport.unavailabilityCause().getMessage()));
    }
    return builder.withTransport(transport).build();
  }
}
