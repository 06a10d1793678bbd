package dev.sluice.balancer.runtime;

import dev.sluice.balancer.config.RuntimeConfig;
import dev.sluice.balancer.net.EpollTransport;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.transport.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the Vert.x that a configuration asks for. */
public final class VertxFactory {

  private static final Logger LOG = LoggerFactory.getLogger(VertxFactory.class);

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
    VertxOptions options = new VertxOptions().setEventLoopPoolSize(eventLoops(runtime));
    VertxBuilder builder = Vertx.builder().with(options);
    Vertx vertx = build(builder, runtime);
    vertx.exceptionHandler(VertxFactory::report);
    return vertx;
  }

  private static Vertx build(VertxBuilder builder, RuntimeConfig runtime) {
    return switch (runtime.transport()) {
      case AUTO -> with(builder, runtime, hasEpoll() ? Transport.EPOLL : Transport.NIO);
      case NIO -> with(builder, runtime, Transport.NIO);
      case EPOLL -> with(builder, runtime, Transport.EPOLL);
      case IO_URING -> with(builder, runtime, Transport.IO_URING);
    };
  }

  private static boolean hasEpoll() {
    return Transport.EPOLL != null && Transport.EPOLL.available();
  }

  // For the maintainers: where it happened, in one line; the rest with SLUICE_LOG_LEVEL=DEBUG.
  private static void report(Throwable fault) {
    StackTraceElement[] trace = fault.getStackTrace();
    LOG.error("internal error: {} at {}", fault, trace.length == 0 ? "?" : trace[0]);
    LOG.debug("internal error", fault);
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
    return builder
        .withTransport(transport == Transport.EPOLL ? EpollTransport.mended(transport) : transport)
        .build();
  }
}
