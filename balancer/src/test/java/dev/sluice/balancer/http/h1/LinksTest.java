package dev.sluice.balancer.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.ConnectionsConfig.ProxyProtocol;
import dev.sluice.balancer.config.PoolTlsConfig;
import dev.sluice.balancer.http.stream.Client;
import dev.sluice.balancer.net.Scripted;
import dev.sluice.balancer.net.Transports;
import dev.sluice.balancer.net.UnixPeer;
import dev.sluice.balancer.net.tls.ClientTls;
import dev.sluice.balancer.net.tls.Pki;
import dev.sluice.balancer.net.tls.TlsProvider;
import dev.sluice.balancer.net.tls.TlsWires;
import io.vertx.core.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What carries the requests: TLS, PROXY headers, Unix domain sockets. */
class LinksTest {

  private static final String NAME = "backend.internal";

  @TempDir private Path folder;

  private static Stream<Transport> transports() {
    return Transports.available();
  }

  private static ClientTls trusting(Pki pki, String name) throws Exception {
    return ClientTls.open(
        "pool",
        new PoolTlsConfig(
            Optional.of(pki.file("ca.pem")), Optional.empty(), Optional.of(name), true),
        List.of(),
        TlsProvider.best());
  }

  private static ServerSocket listening(Pki pki) throws Exception {
    return TlsWires.server(
        pki.bundle("backend", details -> details.addSanDnsName(NAME)), Optional.empty());
  }

  @ParameterizedTest
  @MethodSource("transports")
  void requestsGoOverTls(Transport transport) throws Exception {
    Pki pki = Pki.in(folder, "ca");
    String large = "a".repeat(200_000);
    try (ClientTls tls = trusting(pki, NAME);
        Caller caller = Caller.on(transport, Optional.of(tls));
        Scripted backend =
            Scripted.backend(
                listening(pki),
                wire -> {
                  Scripted.Script once =
                      next -> {
                        next.head();
                        next.send("HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n" + large);
                      };
                  once.play(wire);
                  once.play(wire);
                },
                wire -> {
                  wire.head();
                  wire.send("HTTP/1.1 200 OK\r\n\r\nhello");
                })) {
      for (int i = 0; i < 2; i++) {
        Asked asked = caller.ask(backend.address(), "GET", "/").withoutStarting().open();
        assertThat(asked.await("200").start().answer()).isEqualTo("200 end " + large);
      }
      assertThat(backend.accepted()).isEqualTo(1);
      // Its close_notify ends it.
      assertThat(caller.ask(backend.address(), "GET", "/").fresh().open().answer())
          .isEqualTo("200 end hello");
    }
  }

  @Test
  void aBackendOfAnotherNameIsNotAsked() throws Exception {
    Pki pki = Pki.in(folder, "ca");
    try (ClientTls tls = trusting(pki, "other.internal");
        Caller caller = Caller.on(Transport.NIO, Optional.of(tls));
        Scripted backend = Scripted.backend(listening(pki), wire -> wire.head())) {
      assertThat(caller.get(backend.address(), "/").outcome())
          .isEqualTo("failed CONNECT tls-certificate-rejected");
    }
  }

  @Test
  void aHandshakeThatIsGivenUpLeavesNothing() throws Exception {
    Pki pki = Pki.in(folder, "ca");
    BlockingQueue<Boolean> gone = new LinkedBlockingQueue<>();
    BlockingQueue<Integer> begun = new LinkedBlockingQueue<>();
    try (ClientTls tls = trusting(pki, NAME);
        Caller caller = Caller.on(Transport.NIO, Optional.of(tls));
        Scripted silent =
            Scripted.backend(
                wire -> {
                  begun.add(wire.bytes(1).length);
                  gone.add(wire.gone());
                })) {
      Asked asked = caller.get(silent.address(), "/");
      assertThat(begun.poll(10, TimeUnit.SECONDS)).isEqualTo(1);
      asked.cancel();
      assertThat(gone.poll(10, TimeUnit.SECONDS)).isTrue();
      assertThat(asked.events()).isEmpty();
    }
  }

  private static Client at(String address) throws Exception {
    return new Client(
        new InetSocketAddress(InetAddress.getByName(address), 1111),
        new InetSocketAddress(InetAddress.getByName("192.0.2.9"), 80),
        false);
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aConnectionThatNamesItsClientServesNoOther(Transport transport) throws Exception {
    BlockingQueue<String> heads = new LinkedBlockingQueue<>();
    try (Caller caller = Caller.on(transport).connections(9, Duration.ZERO, ProxyProtocol.V1);
        Scripted backend =
            Scripted.backend(
                wire -> {
                  for (String head = wire.head(); !head.isEmpty(); head = wire.head()) {
                    heads.add(head);
                    wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                  }
                })) {
      for (String address : new String[] {"192.0.2.1", "192.0.2.2"}) {
        UnaryOperator<Asked> from =
            asked -> {
              try {
                return asked.from(at(address));
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            };
        assertThat(from.apply(caller.ask(backend.address(), "GET", "/")).open().answer())
            .isEqualTo("200 end ok");
        assertThat(heads.poll(10, TimeUnit.SECONDS))
            .startsWith("PROXY TCP4 " + address + " 192.0.2.9 1111 80\r\nGET / HTTP/1.1\r\n");
      }
      assertThat(backend.accepted()).isEqualTo(2);
    }
  }

  @Test
  void aBackendMayBeAUnixDomainSocket() throws Exception {
    Path path = folder.resolve("backend");
    try (Caller caller = Caller.on(Transports.epoll().orElse(Transport.NIO));
        UnixPeer.Backend backend =
            UnixPeer.Backend.on(
                path,
                peer -> {
                  for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                  }
                })) {
      Address address = Address.unix(path.toString());
      for (int i = 0; i < 2; i++) {
        assertThat(caller.get(address, "/").answer()).isEqualTo("200 end ok");
      }
      assertThat(backend.accepted()).isEqualTo(1);
    }
  }
}
