package dev.sluice.balancer.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.net.RelayPair.Relaying;
import dev.sluice.balancer.net.Way.Carrier;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every orderly end of a stream, either side first, over everything that carries a relay. */
class RelayEndsTest {

  /** Far more than socket buffers, pipes and one read hold. */
  private static final int LARGE = 8 << 20;

  static Stream<Way> ways() {
    return Way.all();
  }

  /** Those whose connections others may get hold of. */
  static Stream<Way> channels() {
    return ways().filter(way -> !way.bare());
  }

  static Stream<Arguments> channelsAndSides() {
    return waysAndSides().filter(of -> !((Way) of.get()[0]).bare());
  }

  /** Every way, with the client as the side that does it, and with the backend. */
  static Stream<Arguments> waysAndSides() {
    return ways().flatMap(way -> Stream.of(true, false).map(side -> Arguments.of(way, side)));
  }

  /** Those where the side that does it can be the first to finish, and still get an answer. */
  static Stream<Arguments> halfClosersAndSides() {
    return waysAndSides()
        .filter(of -> ((Way) of.get()[0]).readsOnWhenShut())
        .filter(of -> carrier(of).endsHalves());
  }

  static Stream<Arguments> endersOfBothHalvesAndSides() {
    return waysAndSides().filter(of -> !carrier(of).endsHalves());
  }

  static Stream<Arguments> tlsAndSides() {
    return waysAndSides().filter(of -> carrier(of).tls());
  }

  static Stream<Way> waysWhereTheBackendMayFinish() {
    return ways().filter(Way::readsOnWhenShut).filter(way -> way.backend().endsHalves());
  }

  private static Carrier carrier(Arguments of) {
    return ((Way) of.get()[0]).side((boolean) of.get()[1]);
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static Relay.End resetBy(boolean client) {
    return client ? Relay.End.CLIENT_RESET : Relay.End.BACKEND_RESET;
  }

  @EachWay
  @MethodSource("halfClosersAndSides")
  void deliversAllInBothDirectionsOneAfterTheOther(Way way, boolean first) throws Exception {
    byte[] one = random(3_000_000);
    byte[] two = random(2_000_001);
    try (RelayPair pairs = new RelayPair(way, Duration.ZERO)) {
      Relaying pair = pairs.start();
      new Sending(pair.side(first).wire(), one, true);
      assertThat(Arrays.equals(pair.side(!first).wire().rest(), one)).isTrue();
      new Sending(pair.side(!first).wire(), two, true);
      assertThat(Arrays.equals(pair.side(first).wire().rest(), two)).isTrue();
      assertThat(pair.ended())
          .isEqualTo(
              new Relay.Result(
                  Relay.End.CLOSED, first ? 3_000_000 : 2_000_001, first ? 2_000_001 : 3_000_000));
      pair.close();
    }
  }

  /** A FIN that TLS did not announce cuts a stream off, and must not pass for its end. */
  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("tlsAndSides")
  void takesACutOffTlsStreamForAReset(Way way, boolean client) throws Exception {
    try (RelayPair pairs = new RelayPair(way, Duration.ZERO)) {
      Relaying pair = pairs.start();
      pair.side(client).wire().send("half a mess");
      assertThat(pair.side(!client).wire().text(11)).isEqualTo("half a mess");
      pair.side(client).raw().shutdownOutput();
      assertThat(pair.side(!client).ending()).isEqualTo("reset");
      assertThat(pair.ended().end()).isEqualTo(resetBy(client));
      pair.close();
    }
  }

  /** An answer that can't be delivered must not be taken for delivered. */
  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("endersOfBothHalvesAndSides")
  void takesAnAnswerForOneThatIsGoneForAReset(Way way, boolean asking) throws Exception {
    try (RelayPair pairs = new RelayPair(way, Duration.ZERO)) {
      Relaying pair = pairs.start();
      pair.side(asking).wire().send("question").finish();
      assertThat(pair.side(!asking).wire().rest()).asString().isEqualTo("question");
      pair.side(!asking).wire().send("answer");
      assertThat(pair.ended().end()).isEqualTo(resetBy(asking));
      pair.close();
    }
  }

  /** Whoever reads slowly holds the sender back: no more is kept than one read, or one pipe. */
  @EachWay
  @MethodSource("waysAndSides")
  void holdsTheSenderBackAndLosesNothing(Way way, boolean client) throws Exception {
    byte[] all = random(LARGE);
    try (RelayPair pairs = new RelayPair(way, Duration.ZERO)) {
      Relaying pair = pairs.start();
      Sending sending = new Sending(pair.side(client).wire(), all, true);
      sending.awaitStill();
      assertThat(sending.sent()).isLessThan(LARGE - (1 << 20));
      assertThat(Arrays.equals(pair.side(!client).wire().rest(), all)).isTrue();
      pair.side(!client).wire().finish();
      assertThat(pair.side(client).wire().rest()).isEmpty();
      assertThat(pair.ended().end()).isEqualTo(Relay.End.CLOSED);
      pair.close();
    }
  }

  /** Both have finished, and one still has to take most of it. */
  @EachWay
  @MethodSource("waysWhereTheBackendMayFinish")
  void deliversWhatIsLeftWhenBothHaveFinished(Way way) throws Exception {
    byte[] all = random(6_000_000);
    try (RelayPair pairs = new RelayPair(way, Duration.ZERO)) {
      Relaying pair = pairs.start();
      pair.backend().wire().finish();
      assertThat(pair.client().wire().rest()).isEmpty();
      new Sending(pair.client().wire(), all, true).awaitStill();
      assertThat(Arrays.equals(pair.backend().wire().rest(), all)).isTrue();
      assertThat(pair.ended()).isEqualTo(new Relay.Result(Relay.End.CLOSED, all.length, 0));
      pair.close();
    }
  }

  @EachWay
  @MethodSource("ways")
  void endsWhenNothingMoves(Way way) throws Exception {
    try (RelayPair pairs = new RelayPair(way, Duration.ofMillis(300))) {
      Relaying pair = pairs.connect();
      // There from the start: a test that is held up must not be taken for idleness.
      pair.client().wire().send("ping");
      pairs.relay(pair);
      assertThat(pair.backend().wire().text(4)).isEqualTo("ping");
      assertThat(pair.ended()).isEqualTo(new Relay.Result(Relay.End.IDLE, 4, 0));
      assertThat(pair.client().wire().gone()).isTrue();
      assertThat(pair.backend().wire().gone()).isTrue();
      pair.close();
    }
  }

  @EachWay
  @MethodSource("channels")
  void sendsWhatWasWrittenBeforeItStartedFirst(Way way) throws Exception {
    try (RelayPair pairs = new RelayPair(way, Duration.ZERO)) {
      Relaying pair = pairs.connect();
      byte[] header = random(3_000_000);
      pairs.onLoop(() -> pair.right().writeAndFlush(Unpooled.wrappedBuffer(header)));
      pairs.relay(pair);
      pair.client().wire().send("body").finish();
      byte[] all = Arrays.copyOf(header, header.length + 4);
      System.arraycopy("body".getBytes(StandardCharsets.ISO_8859_1), 0, all, header.length, 4);
      assertThat(Arrays.equals(pair.backend().wire().rest(), all)).isTrue();
      pair.backend().wire().finish();
      assertThat(pair.ended().received()).isEqualTo(4);
      pair.close();
    }
  }

  /** As Vert.x does when its deadline comes. */
  @EachWay
  @MethodSource("channelsAndSides")
  void endsWhenSomeoneElseClosesAChannel(Way way, boolean client) throws Exception {
    try (RelayPair pairs = new RelayPair(way, Duration.ZERO)) {
      Relaying pair = pairs.start();
      pair.client().wire().send("ping");
      assertThat(pair.backend().wire().text(4)).isEqualTo("ping");
      (client ? pair.left() : pair.right()).close().sync();
      assertThat(pair.ended().end()).isEqualTo(resetBy(client));
      assertThat(pair.client().wire().gone()).isTrue();
      assertThat(pair.backend().wire().gone()).isTrue();
      pair.close();
    }
  }

  @EachWay
  @MethodSource("channels")
  void endsWhenAChannelIsClosedBeforeItHasBegun(Way way) throws Exception {
    try (RelayPair pairs = new RelayPair(way, Duration.ZERO)) {
      Relaying pair = pairs.connect();
      Told told = new Told();
      pair.left().pipeline().addLast(told);
      pairs.onLoop(
          () -> {
            new Relays(Duration.ZERO, way.splice())
                .start(pair.one(), pair.two(), pair.result()::complete);
            return pair.left().close();
          });
      assertThat(pair.ended().end()).isEqualTo(Relay.End.CLIENT_RESET);
      told.awaitEnd();
      pair.close();
    }
  }

  /** Vert.x keeps count of its connections by such a handler. */
  @EachWay
  @MethodSource("channels")
  void tellsTheHandlersBehindItOfTheEnd(Way way) throws Exception {
    try (RelayPair pairs = new RelayPair(way, Duration.ZERO)) {
      Relaying pair = pairs.connect();
      Told told = new Told();
      pair.left().pipeline().addLast(told);
      pairs.relay(pair);
      pair.client().wire().finish();
      pair.backend().wire().finish();
      assertThat(pair.ended().end()).isEqualTo(Relay.End.CLOSED);
      told.awaitEnd();
      pair.close();
    }
  }

  private static final class Told extends ChannelInboundHandlerAdapter {

    private final AtomicInteger inactive = new AtomicInteger();
    private final AtomicInteger removed = new AtomicInteger();

    void awaitEnd() {
      Eventually.that("it was told, and let go", () -> removed.get() == 1);
      assertThat(inactive).hasValue(1);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      inactive.incrementAndGet();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
      removed.incrementAndGet();
    }
  }
}
