package dev.sluice.balancer.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.http.h1.H1Front.Carrier;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.net.ChannelConnection;
import dev.sluice.balancer.net.Eventually;
import dev.sluice.balancer.net.Relay;
import dev.sluice.balancer.net.Relays;
import dev.sluice.balancer.net.Wire;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Connections that leave HTTP. */
class UpgradeTest {

  private static final String ASK =
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n";
  private final List<ChannelConnection> left = new CopyOnWriteArrayList<>();
  private final List<Relay.Result> ends = new CopyOnWriteArrayList<>();

  static Stream<Carrier> carriers() {
    return Carrier.available();
  }

  private void agree(Served served) {
    served.down.upgrade(Served.head(101, 0, "upgrade", "x"), new HeadEdits(), left::add);
  }

  /** Joins the first two that left. */
  private void join(H1Front front) throws Exception {
    front.run(() -> new Relays(Duration.ZERO, false).start(left.get(0), left.get(1), ends::add));
  }

  private static String head(Wire client) throws Exception {
    String head = client.head();
    assertThat(head.toLowerCase(Locale.ROOT)).contains("\r\nupgrade: x\r\n");
    return head;
  }

  @ParameterizedTest
  @MethodSource("carriers")
  void areRelayedFromTheFirstByteBehindTheRequest(Carrier carrier) throws Exception {
    try (H1Front front = H1Front.start(carrier, H1Front.SETTINGS, this::agree);
        Wire one = front.connect();
        Wire other = front.connect()) {
      one.send(ASK + "early");
      assertThat(head(one)).startsWith("HTTP/1.1 101 ");
      Eventually.that("one has left", () -> left.size() == 1);
      other.send(ASK);
      head(other);
      Eventually.that("both have left", () -> left.size() == 2);
      front.awaitConnections(0);
      one.send("and later");
      join(front);
      assertThat(other.text(14)).isEqualTo("earlyand later");
      assertThat(one.text(0)).isEmpty();
      other.send("back").finish();
      assertThat(one.text(4)).isEqualTo("back");
      assertThat(one.ending()).isEqualTo("end");
      one.send("last").finish();
      assertThat(other.text(4)).isEqualTo("last");
      Eventually.that("the relay has ended", () -> !ends.isEmpty());
      assertThat(ends).containsExactly(new Relay.Result(Relay.End.CLOSED, 18, 4));
    }
  }

  @ParameterizedTest
  @MethodSource("carriers")
  void canBeAgreedToLater(Carrier carrier) throws Exception {
    try (H1Front front = H1Front.start(carrier, H1Front.SETTINGS, served -> {});
        Wire one = front.connect();
        Wire other = front.connect()) {
      one.send(ASK + "early");
      Served first = front.next();
      front.run(() -> agree(first));
      other.send(ASK);
      Served second = front.next();
      front.run(() -> agree(second));
      head(one);
      head(other);
      join(front);
      assertThat(other.text(5)).isEqualTo("early");
      other.reset();
      assertThat(one.gone()).isTrue();
      Eventually.that("the relay has ended", () -> !ends.isEmpty());
      assertThat(ends.get(0).end()).isEqualTo(Relay.End.BACKEND_RESET);
      // Tunnels are their owner's.
      assertThat(first.told()).isEmpty();
    }
  }

  @Test
  void comeWithReadingOffAndWithoutTheHandler() {
    try (EmbeddedFront front = new EmbeddedFront(this::agree)) {
      front.channel.read(ASK + "early");
      assertThat(left).hasSize(1);
      assertThat(front.channel.config().isAutoRead()).isFalse();
      assertThat(front.channel.pipeline().names()).startsWith("early-bytes");
      assertThat(front.channel.sent())
          .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
          .contains("\r\nConnection: Upgrade\r\n", "\r\nupgrade: x\r\n");
      assertThat(front.server.connections()).isZero();
      front.channel.pipeline().remove("early-bytes");
      ByteBuf early = front.channel.readInbound();
      assertThat(early.toString(StandardCharsets.US_ASCII)).isEqualTo("early");
      early.release();
    }
  }

  @Test
  void doNotComeOfAClientThatIsGone() throws Exception {
    try (H1Front front = H1Front.start(served -> {});
        Wire client = front.connect()) {
      client.send(ASK);
      Served served = front.next();
      client.reset();
      Eventually.that("it is told", () -> served.told("gone"));
      front.run(() -> agree(served));
      assertThat(left).isEmpty();
    }
  }

  @Test
  void doNotComeInTheMiddleOfABody() throws Exception {
    try (H1Front front = H1Front.start(this::agree);
        Wire client = front.connect()) {
      client.send(ASK.replace("Host", "Content-Length: 5\r\nHost") + "he");
      assertThat(client.answer()).startsWith("HTTP/1.1 500 ");
      assertThat(front.next().told()).containsExactly("gone");
      assertThat(left).isEmpty();
    }
  }

  @Test
  void stayWhenTheyAreRefused() throws Exception {
    try (H1Front front = H1Front.start(served -> served.answer("no"));
        Wire client = front.connect()) {
      assertThat(client.send(ASK).answer()).doesNotContain("close").endsWith("no");
      assertThat(client.send(ASK).answer()).endsWith("no");
    }
  }
}
