package dev.sluice.balancer.net;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.transport.Transport;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A way to relay. {@code -Dsluice.relay.way="epoll splice"} leaves only one of them, and {@code
 * -Dsluice.relay.repetitions=1000} has each so many times.
 */
record Way(String name, Transport transport, boolean splice, Carrier client, Carrier backend) {

  private static final String ONLY = System.getProperty("sluice.relay.way", "");
  private static final int REPETITIONS = Integer.getInteger("sluice.relay.repetitions", 1);

  /** What carries one of the two connections. */
  enum Carrier {
    TCP,
    /** A socket without a channel. */
    BARE,
    UNIX,
    JDK(SslProvider.JDK),
    OPENSSL(SslProvider.OPENSSL_REFCNT);

    private final Optional<SslProvider> provider;

    Carrier() {
      this.provider = Optional.empty();
    }

    Carrier(SslProvider provider) {
      this.provider = Optional.of(provider);
    }

    /** Of the relay's end; the far end's is always the JDK's. */
    Optional<SslProvider> provider() {
      return provider;
    }

    boolean tls() {
      return provider.isPresent();
    }

    /**
     * Whether it still takes something when its peer has finished sending. Netty's engine on
     * BoringSSL ends both directions with the peer's close_notify.
     */
    boolean endsHalves() {
      return this != OPENSSL;
    }

    private boolean available() {
      return this != OPENSSL || OpenSsl.isAvailable();
    }
  }

  /** Every one that this machine has. */
  static Stream<Way> all() {
    return Stream.concat(throughChannels(), beneathThem())
        .filter(way -> way.client.available() && way.backend.available())
        .filter(way -> ONLY.isEmpty() || ONLY.equals(way.name))
        .flatMap(way -> Stream.generate(() -> way).limit(REPETITIONS));
  }

  private static Stream<Way> throughChannels() {
    return Transports.available()
        .flatMap(
            transport ->
                Stream.of(
                    of("", transport, Carrier.TCP, Carrier.TCP),
                    of(" tls jdk", transport, Carrier.JDK, Carrier.TCP),
                    of(" tls openssl", transport, Carrier.OPENSSL, Carrier.TCP),
                    of(" to tls", transport, Carrier.TCP, best())));
  }

  private static Carrier best() {
    return OpenSsl.isAvailable() ? Carrier.OPENSSL : Carrier.JDK;
  }

  private static Stream<Way> beneathThem() {
    return Transports.epoll().stream()
        .flatMap(
            epoll ->
                Stream.of(
                    new Way("epoll splice", epoll, true, Carrier.TCP, Carrier.TCP),
                    new Way("epoll bare", epoll, false, Carrier.BARE, Carrier.BARE),
                    new Way("epoll bare splice", epoll, true, Carrier.BARE, Carrier.BARE),
                    new Way("epoll splice to unix", epoll, true, Carrier.TCP, Carrier.UNIX),
                    of(" from unix", epoll, Carrier.UNIX, Carrier.TCP)));
  }

  private static Way of(String suffix, Transport transport, Carrier client, Carrier backend) {
    return new Way(transport.name() + suffix, transport, false, client, backend);
  }

  static Stream<Way> plain() {
    return all().filter(way -> !way.tls() && !way.unix());
  }

  Carrier side(boolean isClient) {
    return isClient ? client : backend;
  }

  boolean tls() {
    return client.tls() || backend.tls();
  }

  boolean bare() {
    return client == Carrier.BARE || backend == Carrier.BARE;
  }

  boolean unix() {
    return client == Carrier.UNIX || backend == Carrier.UNIX;
  }

  /**
   * Netty 4.2.18's io_uring now and then does not tell of a reset; it is left to idleness. Unix
   * domain sockets have none.
   */
  boolean tellsOfResets() {
    return !ioUring() && !unix();
  }

  /** The same transport's reads get stuck at times once its output is shut. */
  boolean readsOnWhenShut() {
    return !ioUring();
  }

  boolean ioUring() {
    return name.startsWith("io_uring");
  }

  @Override
  public String toString() {
    return name;
  }
}
