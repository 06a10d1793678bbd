package dev.sluice.balancer.net;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.balancer.net.RelayPair.Peer;
import dev.sluice.balancer.net.RelayPair.Relaying;
import dev.sluice.balancer.net.RelayPair.Way;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** Every end of a stream, either side first, over everything that carries a relay. */
class RelayEndsTest {

  /** Far more than socket buffers, pipes and one read hold. */
  private static final int LARGE = 48 << 20;

  static Stream<Way> ways() {
    return Way.all();
  }

  /** Those whose connections others may get hold of. */
  static Stream<Way> channels() {
    return ways().filter(way -> !way.bare());
  }

  static Stream<Arguments> channelsAndSides() {
    return waysAndSides().filter(arguments -> !((Way) arguments.get()[0]).bare());
  }

  static Stream<Way> plainResetters() {
    return Way.plain().filter(Way::tellsOfResets);
  }

  /** Every way, with the client as the side that does it, and with the backend. */
  static Stream<Arguments> waysAndSides() {
    return Way.all().flatMap(way -> Stream.of(true, false).map(side -> Arguments.of(way, side)));
  }

  /** Without TLS on Netty's io_uring, whose reads get stuck at times once its output is shut. */
  static Stream<Way> waysThatReadOnWhenShut() {
    return ways().filter(way -> way.tellsOfResets() || !way.tls());
  }

  static Stream<Arguments> resettersAndSides() {
    return waysAndSides().filter(arguments -> ((Way) arguments.get()[0]).tellsOfResets());
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static Relay.End resetBy(boolean client) {
    return client ? Relay.End.CLIENT_RESET : Relay.End.BACKEND_RESET;
  }

  private static Thread sending(Peer peer, byte[] bytes, AtomicLong sent) {
    Thread thread =
        new Thread(
            () -> {
              try {
                for (int i = 0; i < bytes.length; i += 64 * 1024) {
                  peer.wire()
                      .send(Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + 64 * 1024)));
                  sent.set(i);
                }
              } catch (IOException broken) {
                // as the test wants it
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void awaitStill(AtomicLong counter) {
    long[] seen = {-1, System.nanoTime()};
    Eventually.that(
        "the sender is held back",
        () -> {
          long now = System.nanoTime();
          if (counter.get() != seen[0]) {
            seen[0] = counter.get();
            seen[1] = now;
          }
          return counter.get() > 0 && now - seen[1] > 200_000_000;
        });
  }

  @ParameterizedTest
  @MethodSource("waysAndSides")
  void deliversAllInBothDirectionsOneAfterTheOther(Way way, boolean first) throws Exception {
    byte[] one = random(3_000_000);
    byte[] two = random(2_000_001);
    try (RelayPair pairs = new RelayPair(way, Duration.ZERO)) {
      Relaying pair = pairs.start();
      AtomicLong sent = new AtomicLong();
      Thread sender = sending(pair.side(first), one, sent);
      Thread finisher =
          new Thread(
              () -> {
                try {
                  sender.join();
                  pair.side(first).wire().finish();
                } catch (IOException | InterruptedException e) {
                  pair.result().completeExceptionally(e);
                }
              });
      finisher.start();
      assertThat(Arrays.equals(pair.side(!first).wire().rest(), one)).isTrue();
      finisher.join();
      Thread answer = sending(pair.side(!first), two, sent);
      assertThat(pair.side(first).wire().text(1_000_000)).hasSize(1_000_000);
      answer.join();
      pair.side(!first).wire().finish();
      assertThat(pair.side(first).wire().rest()).hasSize(1_000_001);
      assertThat(pair.ended())
          .isEqualTo(
              new Relay.Result(
                  Relay.End.CLOSED, first ? 3_000_000 : 2_000_001, first ? 2_000_001 : 3_000_000));
      pair.close();
    }
  }

  @ParameterizedTest
  @MethodSource("resettersAndSides")
  void passesOnAResetBeforeAnyByte(Way way, boolean client) throws Exception {
    try (RelayPair pairs = new RelayPair(way, Duration.ZERO)) {
      Relaying pair = pairs.start();
      pair.side(client).reset();
      assertThat(ending(pair.side(!client))).isEqualTo("reset");
      assertThat(pair.ended()).isEqualTo(new Relay.Result(resetBy(client), 0, 0));
      pair.close();
    }
  }

  @ParameterizedTest
  @MethodSource("resettersAndSides")
  void noticesAResetBeforeItStarts(Way way, boolean client) throws Exception {
    try (RelayPair pairs = new RelayPair(way, Duration.ZERO)) {
      Relaying pair = pairs.connect();
      pair.side(client).reset();
      pairs.relay(pair);
      assertThat(ending(pair.side(!client))).isEqualTo("reset");
      assertThat(pair.ended().end()).isEqualTo(resetBy(client));
      pair.close();
    }
  }

  /** Also with bytes that the other side has not taken. */
  @ParameterizedTest
  @MethodSource("resettersAndSides")
  void passesOnAResetOfTheOneThatSends(Way way, boolean client) throws Exception {
    try (RelayPair pairs = new RelayPair(way, Duration.ZERO)) {
      Relaying pair = pairs.start();
      AtomicLong sent = new AtomicLong();
      sending(pair.side(client), new byte[LARGE], sent);
      awaitStill(sent);
      pair.side(client).reset();
      assertThat(ending(pair.side(!client))).isEqualTo("reset");
      assertThat(pair.ended().end()).isEqualTo(resetBy(client));
      pair.close();
    }
  }

  /** The one that sends is held back, and sees it all the same. */
  @ParameterizedTest
  @MethodSource("resettersAndSides")
  void passesOnAResetOfTheOneThatIsSentTo(Way way, boolean client) throws Exception {
    try (RelayPair pairs = new RelayPair(way, Duration.ZERO)) {
      Relaying pair = pairs.start();
      AtomicLong sent = new AtomicLong();
      Thread sender = sending(pair.side(!client), new byte[LARGE], sent);
      awaitStill(sent);
      pair.side(client).reset();
      assertThat(pair.ended().end()).isEqualTo(resetBy(client));
      // Its write fails, which an orderly end of the other direction would not bring about.
      sender.join(10_000);
      assertThat(sender.isAlive()).isFalse();
      assertThat(sent.get()).isLessThan(LARGE - (1 << 20));
      pair.close();
    }
  }

  @ParameterizedTest
  @MethodSource("resettersAndSides")
  void passesOnAResetAfterItsOwnHalfClose(Way way, boolean client) throws Exception {
    try (RelayPair pairs = new RelayPair(way, Duration.ZERO)) {
      Relaying pair = pairs.start();
      pair.side(client).wire().send("bye").finish();
      assertThat(pair.side(!client).wire().rest()).asString().isEqualTo("bye");
      pair.side(client).reset();
      // Nobody reads it any more, so it shows when something is to be written at the latest.
      AtomicLong sent = new AtomicLong();
      sending(pair.side(!client), new byte[LARGE], sent);
      assertThat(pair.ended().end()).isEqualTo(resetBy(client));
      pair.close();
    }
  }

  @ParameterizedTest
  @MethodSource("resettersAndSides")
  void passesOnAResetAfterTheOthersHalfClose(Way way, boolean client) throws Exception {
    try (RelayPair pairs = new RelayPair(way, Duration.ZERO)) {
      Relaying pair = pairs.start();
      pair.side(!client).wire().send("bye").finish();
      assertThat(pair.side(client).wire().rest()).asString().isEqualTo("bye");
      pair.side(client).wire().send("more");
      assertThat(pair.side(!client).wire().text(4)).isEqualTo("more");
      pair.side(client).reset();
      assertThat(pair.ended().end()).isEqualTo(resetBy(client));
      assertThat(ending(pair.side(!client))).isEqualTo("reset");
      pair.close();
    }
  }

  /** Both are there when the event loop looks: what came first is passed on to nobody. */
  @ParameterizedTest
  @MethodSource("resettersAndSides")
  void takesAnEndForAResetWhenTheOtherHasBrokenOffMeanwhile(Way way, boolean client)
      throws Exception {
    Logger netty = (Logger) LoggerFactory.getLogger("io.netty.channel");
    ListAppender<ILoggingEvent> faults = new ListAppender<>();
    faults.start();
    netty.addAppender(faults);
    try (RelayPair pairs = new RelayPair(way, Duration.ZERO)) {
      Relaying pair = pairs.start();
      CountDownLatch goOn = new CountDownLatch(1);
      pairs.loop().submit(() -> goOn.await(10, TimeUnit.SECONDS));
      pair.side(!client).wire().finish();
      pair.side(client).reset();
      goOn.countDown();
      assertThat(pair.ended().end()).isEqualTo(resetBy(client));
      pair.close();
    } finally {
      netty.detachAppender(faults);
    }
    // What a handle throws stops the event loop for a second.
    assertThat(faults.list).isEmpty();
  }

  /** A FIN that TLS did not announce cuts a stream off, and must not pass for its end. */
  @ParameterizedTest
  @MethodSource("ways")
  void takesACutOffTlsStreamForAReset(Way way) throws Exception {
    try (RelayPair pairs = new RelayPair(way, Duration.ZERO)) {
      Relaying pair = pairs.start();
      pair.client().wire().send("half a mess");
      assertThat(pair.backend().wire().text(11)).isEqualTo("half a mess");
      pair.client().raw().shutdownOutput();
      if (way.tls()) {
        assertThat(ending(pair.backend())).isEqualTo("reset");
        assertThat(pair.ended().end()).isEqualTo(Relay.End.CLIENT_RESET);
      } else {
        assertThat(ending(pair.backend())).isEqualTo("end");
        pair.backend().wire().finish();
        assertThat(pair.ended().end()).isEqualTo(Relay.End.CLOSED);
      }
      pair.close();
    }
  }

  static Stream<Way> openSsl() {
    return Way.openSsl();
  }

  /** An answer that can't be delivered must not be taken for delivered. */
  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("openSsl")
  void takesAnAnswerForOneThatIsGoneForAReset(Way way) throws Exception {
    try (RelayPair pairs = new RelayPair(way, Duration.ZERO)) {
      Relaying pair = pairs.start();
      pair.client().wire().send("question").finish();
      assertThat(pair.backend().wire().rest()).asString().isEqualTo("question");
      pair.backend().wire().send("answer");
      assertThat(pair.ended().end()).isEqualTo(Relay.End.CLIENT_RESET);
      pair.close();
    }
  }

  /** An early answer is often followed by a reset, as nobody reads the rest of the request. */
  @ParameterizedTest
  @MethodSource("plainResetters")
  void deliversWhatCameBeforeAReset(Way way) throws Exception {
    try (RelayPair pairs = new RelayPair(way, Duration.ZERO)) {
      Relaying pair = pairs.start();
      pair.client().wire().send("a request");
      assertThat(pair.backend().wire().text(9)).isEqualTo("a request");
      pair.backend().wire().send("no");
      pair.backend().reset();
      assertThat(pair.client().wire().text(2)).isEqualTo("no");
      assertThat(pair.ended()).isEqualTo(new Relay.Result(Relay.End.BACKEND_RESET, 9, 2));
      pair.close();
    }
  }

  /** Whoever reads slowly holds the sender back: no more is kept than one read, or one pipe. */
  @ParameterizedTest
  @MethodSource("waysAndSides")
  void holdsTheSenderBackAndLosesNothing(Way way, boolean client) throws Exception {
    byte[] all = random(LARGE);
    try (RelayPair pairs = new RelayPair(way, Duration.ZERO)) {
      Relaying pair = pairs.start();
      AtomicLong sent = new AtomicLong();
      Thread sender = sending(pair.side(client), all, sent);
      awaitStill(sent);
      assertThat(sent.get()).isLessThan(LARGE - (1 << 20));
      CompletableFuture<byte[]> got = new CompletableFuture<>();
      Thread reader =
          new Thread(
              () -> {
                try {
                  got.complete(pair.side(!client).wire().rest());
                } catch (IOException e) {
                  got.completeExceptionally(e);
                }
              });
      reader.start();
      sender.join();
      pair.side(client).wire().finish();
      assertThat(Arrays.equals(got.get(), all)).isTrue();
      pair.side(!client).wire().finish();
      assertThat(pair.side(client).wire().rest()).isEmpty();
      assertThat(pair.ended().end()).isEqualTo(Relay.End.CLOSED);
      pair.close();
    }
  }

  /** Both have finished, and one still has to take most of it. */
  @ParameterizedTest
  @MethodSource("waysThatReadOnWhenShut")
  void deliversWhatIsLeftWhenBothHaveFinished(Way way) throws Exception {
    byte[] all = random(6_000_000);
    try (RelayPair pairs = new RelayPair(way, Duration.ZERO)) {
      Relaying pair = pairs.start();
      pair.backend().wire().finish();
      assertThat(pair.client().wire().rest()).isEmpty();
      AtomicLong sent = new AtomicLong();
      Thread sender = sending(pair.client(), all, sent);
      awaitStill(sent);
      Thread finisher =
          new Thread(
              () -> {
                try {
                  sender.join();
                  pair.client().wire().finish();
                } catch (IOException | InterruptedException e) {
                  pair.result().completeExceptionally(e);
                }
              });
      finisher.start();
      assertThat(Arrays.equals(pair.backend().wire().rest(), all)).isTrue();
      assertThat(pair.ended()).isEqualTo(new Relay.Result(Relay.End.CLOSED, all.length, 0));
      pair.close();
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void endsWhenNothingMoves(Way way) throws Exception {
    try (RelayPair pairs = new RelayPair(way, Duration.ofMillis(150))) {
      Relaying pair = pairs.start();
      pair.client().wire().send("ping");
      assertThat(pair.backend().wire().text(4)).isEqualTo("ping");
      assertThat(pair.ended()).isEqualTo(new Relay.Result(Relay.End.IDLE, 4, 0));
      assertThat(pair.client().wire().gone()).isTrue();
      assertThat(pair.backend().wire().gone()).isTrue();
      pair.close();
    }
  }

  @ParameterizedTest
  @MethodSource("channels")
  void sendsWhatWasWrittenBeforeItStartedFirst(Way way) throws Exception {
    try (RelayPair pairs = new RelayPair(way, Duration.ZERO)) {
      Relaying pair = pairs.connect();
      byte[] header = random(5_000_000);
      pairs.onLoop(() -> pair.right().writeAndFlush(Unpooled.wrappedBuffer(header)));
      pairs.relay(pair);
      pair.client().wire().send("body").finish();
      byte[] got = pair.backend().wire().rest();
      assertThat(got).hasSize(header.length + 4).startsWith(header).endsWith("body".getBytes());
      pair.backend().wire().finish();
      assertThat(pair.ended().received()).isEqualTo(4);
      pair.close();
    }
  }

  /** As Vert.x does when its deadline comes. */
  @ParameterizedTest
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

  @ParameterizedTest
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
      Eventually.that("it was told, once", () -> told.inactive.get() == 1);
      Eventually.that("and let go", () -> told.removed.get() == 1);
      pair.close();
    }
  }

  /** Vert.x keeps count of its connections by such a handler. */
  @ParameterizedTest
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
      Eventually.that("it was told, once", () -> told.inactive.get() == 1);
      Eventually.that("and let go", () -> told.removed.get() == 1);
      pair.close();
    }
  }

  private static final class Told extends ChannelInboundHandlerAdapter {

    private final AtomicInteger inactive = new AtomicInteger();
    private final AtomicInteger removed = new AtomicInteger();

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      inactive.incrementAndGet();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
      removed.incrementAndGet();
    }
  }

  private static String ending(Peer peer) {
    try {
      while (peer.raw().getInputStream().read() >= 0) {
        // what was on its way
      }
      return "end";
    } catch (IOException reset) {
      return "reset";
    }
  }
}
