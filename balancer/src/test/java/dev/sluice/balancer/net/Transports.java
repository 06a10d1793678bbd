package dev.sluice.balancer.net;

import io.vertx.core.transport.Transport;
import java.util.Optional;
import java.util.stream.Stream;

/** The transports that this machine has, as the balancer uses them. */
public final class Transports {

  private Transports() {}

  public static Stream<Transport> available() {
    return Stream.of(Optional.of(Transport.NIO), epoll(), usable(Transport.IO_URING))
        .flatMap(Optional::stream);
  }

  public static Optional<Transport> epoll() {
    return usable(Transport.EPOLL).map(EpollTransport::mended);
  }

  // Vert.x has null for a transport that is not on the class path.
  private static Optional<Transport> usable(Transport transport) {
    return Optional.ofNullable(transport).filter(Transport::available);
  }
}
