package dev.sluice.balancer.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.balancer.event.AccessEvent;
import dev.sluice.balancer.net.Eventually;
import dev.sluice.balancer.net.Scripted;
import dev.sluice.balancer.net.Transports;
import dev.sluice.balancer.net.UnixPeer;
import dev.sluice.balancer.net.Wire;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Several addresses, those of IPv6, and Unix domain sockets on either side. */
class AddressesTest {

  private static final String GET = "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n";

  @TempDir private Path folder;

  static Stream<Transport> transports() {
    return Transports.available();
  }

  static Stream<Transport> withUnixSockets() {
    return Stream.concat(Stream.of(Transport.NIO), Transports.epoll().stream());
  }

  private Running balancer(Transport transport, String listen, String protocol, Object backend)
      throws Exception {
    return balancer(transport, listen, protocol, backend, "");
  }

  private Running balancer(
      Transport transport, String listen, String protocol, Object backend, String more)
      throws Exception {
    return Running.start(
        transport,
        folder,
        """
        [[server]]
        listen = %s
        protocol = "%s"
        [[server.forward]]
        backends = [{ address = "%s" }]
        %s
        """
            .formatted(listen, protocol, backend, more));
  }

  private static String unix(Path path) {
    return "[\"unix:" + path + "\"]";
  }

  private static Wire v6(int port) throws Exception {
    return new Wire(new Socket(InetAddress.getByName("::1"), port));
  }

  private static Scripted echo() throws Exception {
    return Scripted.backend(wire -> wire.send(wire.rest()));
  }

  @ParameterizedTest
  @MethodSource("transports")
  void listensOnSeveral(Transport transport) throws Exception {
    String listen = "[\"127.0.0.1:0\", \"[::1]:0\", \"127.0.0.1:0\"]";
    try (Scripted backend = echo();
        Running balancer = balancer(transport, listen, "tcp", backend.address())) {
      assertThat(balancer.port(0)).isNotEqualTo(balancer.port(2));
      // More often than there are event loops.
      for (int i = 0; i < 4; i++) {
        try (Wire first = Wire.to(balancer.port(0));
            Wire second = v6(balancer.port(1));
            Wire third = Wire.to(balancer.port(2))) {
          assertThat(first.send("one").finish().rest()).asString().isEqualTo("one");
          assertThat(balancer.connection().client()).isEqualTo(first.localAddress());
          assertThat(second.send("two").finish().rest()).asString().isEqualTo("two");
          assertThat(balancer.connection().client())
              .isEqualTo("[::1]:" + second.socket().getLocalPort());
          assertThat(third.send("three").finish().rest()).asString().isEqualTo("three");
          assertThat(balancer.connection().client()).isEqualTo(third.localAddress());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("withUnixSockets")
  void relaysBetweenUnixSockets(Transport transport) throws Exception {
    Path front = folder.resolve("front.sock");
    Path back = folder.resolve("back.sock");
    byte[] much = new byte[2_000_000];
    new Random(1).nextBytes(much);
    try (UnixPeer.Backend backend =
            UnixPeer.Backend.on(back, peer -> peer.send(peer.bytes(much.length)).rest());
        Running balancer = balancer(transport, unix(front), "tcp", backend.address())) {
      // More often than there are event loops.
      for (int i = 0; i < 4; i++) {
        try (UnixPeer client = UnixPeer.to(front)) {
          assertThat(client.send(much).bytes(much.length)).isEqualTo(much);
        }
        AccessEvent.Connection event = balancer.connection();
        assertThat(event.client()).isEqualTo("unix");
        assertThat(event.target().backend()).isEqualTo(backend.address());
        assertThat(event.traffic()).isEqualTo(new AccessEvent.Traffic(much.length, much.length));
      }
      assertThat(backend.accepted()).isEqualTo(4);
    }
  }

  /** As epoll has it; the Unix domain sockets of NIO end both directions together. */
  @Test
  void passesOnTheEndOfOneDirection() throws Exception {
    Optional<Transport> epoll = Transports.epoll();
    Assumptions.assumeTrue(epoll.isPresent(), "epoll is not available here");
    Path front = folder.resolve("front.sock");
    byte[] much = new byte[2_000_000];
    new Random(1).nextBytes(much);
    try (UnixPeer.Backend backend =
            UnixPeer.Backend.on(folder.resolve("back.sock"), peer -> peer.send(peer.rest()));
        Running balancer = balancer(epoll.get(), unix(front), "tcp", backend.address());
        UnixPeer client = UnixPeer.to(front)) {
      Thread sender = new Thread(() -> sendAll(client, much));
      sender.start();
      assertThat(client.rest()).isEqualTo(much);
      sender.join(10_000);
      AccessEvent.Connection event = balancer.connection();
      assertThat(event.result()).isEqualTo("closed");
      assertThat(event.traffic()).isEqualTo(new AccessEvent.Traffic(much.length, much.length));
    }
  }

  private static void sendAll(UnixPeer client, byte[] much) {
    try {
      client.send(much).finish();
    } catch (IOException seenByTheReader) {
      // then it gets less
    }
  }

  @ParameterizedTest
  @MethodSource("withUnixSockets")
  void relaysBetweenTcpAndUnixSockets(Transport transport) throws Exception {
    Path back = folder.resolve("back.sock");
    Path front = folder.resolve("front.sock");
    String header = "send-proxy-protocol = \"v1\"";
    try (UnixPeer.Backend backend =
            UnixPeer.Backend.on(back, peer -> peer.send("heard " + peer.line()).rest());
        Running balancer =
            balancer(transport, "[\"127.0.0.1:0\"]", "tcp", backend.address(), header);
        Wire client = Wire.to(balancer.port(0))) {
      String expected =
          "heard PROXY TCP4 127.0.0.1 127.0.0.1 "
              + client.socket().getLocalPort()
              + " "
              + balancer.port(0)
              + "\r\n";
      assertThat(client.text(expected.length())).isEqualTo(expected);
    }
    try (Scripted backend = Scripted.backend(wire -> wire.send("heard " + wire.text(15)));
        Running balancer = balancer(transport, unix(front), "tcp", backend.address(), header);
        UnixPeer client = UnixPeer.to(front)) {
      // There is no address to announce.
      assertThat(client.rest()).asString().isEqualTo("heard PROXY UNKNOWN\r\n");
      client.finish();
      assertThat(balancer.connection().client()).isEqualTo("unix");
    }
  }

  @ParameterizedTest
  @MethodSource("withUnixSockets")
  void nobodyBehindAUnixSocketIsABackendDown(Transport transport) throws Exception {
    try (Running balancer =
            balancer(transport, "[\"127.0.0.1:0\"]", "tcp", "unix:" + folder.resolve("none.sock"));
        Wire client = Wire.to(balancer.port(0))) {
      assertThat(client.gone()).isTrue();
      assertThat(balancer.connection().result()).isEqualTo("all-backends-down");
    }
  }

  @ParameterizedTest
  @MethodSource("withUnixSockets")
  void servesHttpBetweenUnixSockets(Transport transport) throws Exception {
    Path front = folder.resolve("front.sock");
    Path back = folder.resolve("back.sock");
    try (UnixPeer.Backend backend =
            UnixPeer.Backend.on(
                back,
                peer -> {
                  String head = peer.head();
                  peer.send(
                      "HTTP/1.1 200 OK\r\nContent-Length: " + head.length() + "\r\n\r\n" + head);
                });
        Running balancer = balancer(transport, unix(front), "http", backend.address())) {
      try (UnixPeer client = UnixPeer.to(front)) {
        client.send("GET /x HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n");
        assertThat(client.rest())
            .asString()
            .startsWith("HTTP/1.1 200 OK\r\n")
            .contains("GET /x HTTP/1.1\r\n")
            .containsIgnoringCase("\r\nhost: example.com\r\n")
            .containsIgnoringCase("\r\nx-forwarded-host: example.com\r\n")
            .containsIgnoringCase("for=unknown;host=\"example.com\";proto=http\r\n");
      }
      AccessEvent.Request event = (AccessEvent.Request) balancer.event();
      assertThat(event.client()).isEqualTo("unix");
      assertThat(event.answer().target().backend()).isEqualTo("unix:" + back);
      try (UnixPeer client = UnixPeer.to(front)) {
        // Names no host: the backend is told that it is this machine.
        client.send("GET / HTTP/1.0\r\n\r\n");
        assertThat(client.rest())
            .asString()
            // The version is ours (RFC 9110, section 6.2).
            .startsWith("HTTP/1.1 200 OK\r\n")
            .containsIgnoringCase("\r\nhost: localhost\r\n");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("withUnixSockets")
  void checksTheHealthOfUnixSockets(Transport transport) throws Exception {
    Path back = folder.resolve("back.sock");
    for (String type : new String[] {"tcp", "http"}) {
      String health =
          "health = { type = \"" + type + "\", interval = \"100ms\", rise = 1, fall = 1 }";
      try (UnixPeer.Backend backend =
              UnixPeer.Backend.on(
                  back,
                  peer -> {
                    if (!peer.head().isEmpty()) {
                      peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nup");
                    }
                  });
          Running balancer =
              balancer(transport, "[\"127.0.0.1:0\"]", "http", "unix:" + back, health)) {
        Eventually.that("it is checked", () -> backend.accepted() > 0);
        Eventually.that(
            "it is up",
            () -> {
              try (Wire client = Wire.to(balancer.port(0))) {
                return client.send(GET).answer().endsWith("up");
              } catch (IOException broken) {
                return false;
              }
            });
      }
      Files.delete(back);
    }
  }

  @ParameterizedTest
  @MethodSource("withUnixSockets")
  void removesItsFileAtTheEnd(Transport transport) throws Exception {
    Path front = folder.resolve("front.sock");
    try (Scripted backend = echo()) {
      for (int i = 0; i < 2; i++) {
        try (Running balancer = balancer(transport, unix(front), "tcp", backend.address())) {
          assertThat(front).exists();
          balancer.stop();
          assertThat(front).doesNotExist();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("withUnixSockets")
  void aSocketThatACrashLeftBehindIsNotInItsWay(Transport transport) throws Exception {
    Path front = folder.resolve("front.sock");
    UnixPeer.Backend.on(front, peer -> {}).close();
    assertThat(front).exists();
    try (Scripted backend = Scripted.backend(wire -> wire.send("welcome"));
        Running balancer = balancer(transport, unix(front), "tcp", backend.address());
        UnixPeer client = UnixPeer.to(front)) {
      assertThat(client.rest()).asString().isEqualTo("welcome");
      client.finish();
      assertThat(balancer.connection().client()).isEqualTo("unix");
    }
  }

  @ParameterizedTest
  @MethodSource("withUnixSockets")
  void leavesAloneWhatIsInUse(Transport transport) throws Exception {
    Path front = folder.resolve("front.sock");
    try (UnixPeer.Backend other = UnixPeer.Backend.on(front, peer -> peer.send("other"));
        Scripted backend = echo()) {
      assertThatThrownBy(() -> balancer(transport, unix(front), "tcp", backend.address()))
          .hasMessageContaining(
              "cannot listen on unix:" + front + ": the address is already in use");
      try (UnixPeer client = UnixPeer.to(front)) {
        assertThat(client.rest()).asString().isEqualTo("other");
        assertThat(other.accepted()).isPositive();
      }
    }
  }

  @Test
  void saysWhatIsInItsWay() throws Exception {
    Path file = Files.writeString(folder.resolve("front.sock"), "precious");
    Path nowhere = folder.resolve("none").resolve("front.sock");
    try (Scripted backend = echo()) {
      assertThatThrownBy(() -> balancer(Transport.NIO, unix(file), "tcp", backend.address()))
          .hasMessageContaining(
              "cannot listen on unix:" + file + ": a file that is no socket is in its place");
      assertThat(Files.readString(file, StandardCharsets.UTF_8)).isEqualTo("precious");
      assertThatThrownBy(() -> balancer(Transport.NIO, unix(nowhere), "tcp", backend.address()))
          .hasMessageContaining("cannot listen on unix:" + nowhere + ": its folder does not exist");
    }
  }

  @Test
  void saysWhichTransportHasNone() throws Exception {
    Transport none =
        Transports.available()
            .filter(t -> t != Transport.NIO && !t.name().equals("epoll"))
            .findFirst()
            .orElse(null);
    Assumptions.assumeTrue(none != null, "io_uring is not available here");
    String message =
        "runtime.transport = \"io_uring\" has no Unix domain sockets, which the configuration uses;"
            + " epoll and nio have them";
    Path path = folder.resolve("x.sock");
    assertThatThrownBy(() -> balancer(none, unix(path), "tcp", "127.0.0.1:1"))
        .hasMessageContaining(message);
    assertThatThrownBy(() -> balancer(none, "[\"127.0.0.1:0\"]", "tcp", "unix:" + path))
        .hasMessageContaining(message);
  }
}
