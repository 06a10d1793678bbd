package dev.sluice.balancer.http.h1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.balancer.config.ServerTlsConfig;
import dev.sluice.balancer.config.ServerTlsConfig.ClientAuth;
import dev.sluice.balancer.config.ServerTlsConfig.TlsVersion;
import dev.sluice.balancer.http.h1.H1Front.Carrier;
import dev.sluice.balancer.http.head.BodyLength;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.stream.Outgoing;
import dev.sluice.balancer.net.ChannelConnection;
import dev.sluice.balancer.net.Eventually;
import dev.sluice.balancer.net.Relay;
import dev.sluice.balancer.net.Relays;
import dev.sluice.balancer.net.Wire;
import dev.sluice.balancer.net.tls.Pki;
import dev.sluice.balancer.net.tls.ServerTls;
import dev.sluice.balancer.net.tls.TlsProvider;
import dev.sluice.balancer.net.tls.TlsWires;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What differs where TLS ends here: its own kind of end above all (RFC 8446, section 6.1). */
class OverTlsTest {

  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  @TempDir private Path folder;
  private Pki pki;
  private ServerTls tls;

  @BeforeEach
  void open() throws Exception {
    pki = Pki.in(folder, "ca");
    tls =
        ServerTls.open(
            "front",
            new ServerTlsConfig(
                List.of(pki.forHosts("edge", "edge.example")),
                ClientAuth.NONE,
                Optional.empty(),
                TlsVersion.TLS_1_2),
            List.of(),
            TlsProvider.best());
  }

  @AfterEach
  void close() {
    tls.close();
  }

  static Stream<Carrier> carriers() {
    return Carrier.available();
  }

  private H1Front front(Carrier carrier, Consumer<Served> script) throws Exception {
    return H1Front.start(carrier, tls, script);
  }

  private Wire client(H1Front front) throws Exception {
    return TlsWires.client(front.port(), "edge.example", pki.authority(), Optional.empty());
  }

  @ParameterizedTest
  @MethodSource("carriers")
  void answersOneRequestAfterTheOther(Carrier carrier) throws Exception {
    String text = "x".repeat(500_000);
    try (H1Front front = front(carrier, served -> served.answer(text));
        Wire client = client(front)) {
      client.send(GET + GET);
      for (int i = 0; i < 2; i++) {
        assertThat(client.answer()).endsWith("\r\n\r\n" + text);
      }
      assertThat(client.send(GET.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")).answer())
          .endsWith(text);
      assertThat(client.ending()).isEqualTo("end");
    }
  }

  @ParameterizedTest
  @MethodSource("carriers")
  void whoSaysThatItEndsIsGone(Carrier carrier) throws Exception {
    try (H1Front front = front(carrier, served -> {});
        Wire client = client(front)) {
      client.send(GET);
      Served served = front.next();
      client.socket().close();
      Eventually.that("it is told", () -> served.told("gone"));
      front.awaitConnections(0);
    }
  }

  @ParameterizedTest
  @MethodSource("carriers")
  void whoEndsWithoutSayingSoIsGone(Carrier carrier) throws Exception {
    try (H1Front front = front(carrier, served -> {});
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), front.port());
        Wire client = TlsWires.client(plain, "edge.example", pki.authority(), Optional.empty())) {
      client.send(GET);
      Served served = front.next();
      plain.shutdownOutput();
      Eventually.that("it is told", () -> served.told("gone"));
      front.awaitConnections(0);
    }
  }

  @ParameterizedTest
  @MethodSource("carriers")
  void whoStillSendsGetsTheAnswerAndAnOrderlyEnd(Carrier carrier) throws Exception {
    try (H1Front front = front(carrier, served -> {});
        Wire client = client(front)) {
      // Some of it comes in one read with what is refused, the rest behind our end.
      client.send("BAD\r\n\r\n" + "x".repeat(300_000));
      client.send("x".repeat(300_000));
      assertThat(client.answer()).startsWith("HTTP/1.1 400 ");
      assertThat(client.ending()).isEqualTo("end");
    }
  }

  @ParameterizedTest
  @MethodSource("carriers")
  void aResetIsNoEndOfAnAnswer(Carrier carrier) throws Exception {
    try (H1Front front = front(carrier, served -> {});
        Wire client = client(front)) {
      client.send("GET / HTTP/1.0\r\n\r\n");
      Served served = front.next();
      Outgoing out = front.get(() -> served.begin(BodyLength.UNKNOWN));
      front.run(out::flush);
      assertThat(client.head()).startsWith("HTTP/1.1 200 ");
      front.run(served.down::reset);
      assertThatThrownBy(client::rest).isInstanceOf(IOException.class);
      front.awaitConnections(0);
    }
  }

  @ParameterizedTest
  @MethodSource("carriers")
  void connectionsThatLeaveHttpAreRelayed(Carrier carrier) throws Exception {
    List<ChannelConnection> left = new CopyOnWriteArrayList<>();
    List<Relay.Result> ends = new CopyOnWriteArrayList<>();
    String ask = "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n";
    try (H1Front front =
            front(
                carrier,
                served ->
                    served.down.upgrade(
                        Served.head(101, 0, "upgrade", "x"), new HeadEdits(), left::add));
        Wire one = client(front);
        Wire other = client(front)) {
      one.send(ask + "early");
      assertThat(one.head()).startsWith("HTTP/1.1 101 ");
      other.send(ask);
      assertThat(other.head()).startsWith("HTTP/1.1 101 ");
      Eventually.that("both have left", () -> left.size() == 2);
      one.send("and later");
      front.run(() -> new Relays(Duration.ZERO, false).start(left.get(0), left.get(1), ends::add));
      assertThat(other.text(14)).isEqualTo("earlyand later");
      other.send("back");
      assertThat(one.text(4)).isEqualTo("back");
      one.socket().close();
      assertThat(other.gone()).isTrue();
      other.socket().close();
      Eventually.that("the relay has ended", () -> !ends.isEmpty());
    }
  }
}
