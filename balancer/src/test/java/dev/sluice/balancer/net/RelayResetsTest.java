package dev.sluice.balancer.net;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.balancer.net.RelayPair.Relaying;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** A connection that is broken off, in each phase and on either side. */
class RelayResetsTest {

  /** Far more than socket buffers, pipes and one read hold. */
  private static final int LARGE = 8 << 20;

  static Stream<Way> plain() {
    return Way.plain().filter(Way::tellsOfResets);
  }

  /** Every way, with the client as the side that breaks off, and with the backend. */
  static Stream<Arguments> waysAndSides() {
    return Way.all()
        .filter(Way::tellsOfResets)
        .flatMap(way -> Stream.of(true, false).map(side -> Arguments.of(way, side)));
  }

  /** Those where the other side can finish first. */
  static Stream<Arguments> waysWhereTheOtherMayFinish() {
    return waysAndSides()
        .filter(of -> ((Way) of.get()[0]).side(!(boolean) of.get()[1]).endsHalves());
  }

  private static Relay.End resetBy(boolean client) {
    return client ? Relay.End.CLIENT_RESET : Relay.End.BACKEND_RESET;
  }

  @EachWay
  @MethodSource("waysAndSides")
  void passesOnAResetBeforeAnyByte(Way way, boolean client) throws Exception {
    try (RelayPair pairs = new RelayPair(way, Duration.ZERO)) {
      Relaying pair = pairs.start();
      pair.side(client).reset();
      assertThat(pair.side(!client).ending()).isEqualTo("reset");
      assertThat(pair.ended()).isEqualTo(new Relay.Result(resetBy(client), 0, 0));
      pair.close();
    }
  }

  @EachWay
  @MethodSource("waysAndSides")
  void noticesAResetBeforeItStarts(Way way, boolean client) throws Exception {
    try (RelayPair pairs = new RelayPair(way, Duration.ZERO)) {
      Relaying pair = pairs.connect();
      pair.side(client).reset();
      pairs.relay(pair);
      assertThat(pair.side(!client).ending()).isEqualTo("reset");
      assertThat(pair.ended().end()).isEqualTo(resetBy(client));
      pair.close();
    }
  }

  /** Also with bytes that the other side has not taken. */
  @EachWay
  @MethodSource("waysAndSides")
  void passesOnAResetOfTheOneThatSends(Way way, boolean client) throws Exception {
    try (RelayPair pairs = new RelayPair(way, Duration.ZERO)) {
      Relaying pair = pairs.start();
      new Sending(pair.side(client).wire(), new byte[LARGE], false).awaitStill();
      pair.side(client).reset();
      assertThat(pair.side(!client).ending()).isEqualTo("reset");
      assertThat(pair.ended().end()).isEqualTo(resetBy(client));
      pair.close();
    }
  }

  /** The one that sends is held back, and sees it all the same. */
  @EachWay
  @MethodSource("waysAndSides")
  void passesOnAResetOfTheOneThatIsSentTo(Way way, boolean client) throws Exception {
    try (RelayPair pairs = new RelayPair(way, Duration.ZERO)) {
      Relaying pair = pairs.start();
      Sending sending = new Sending(pair.side(!client).wire(), new byte[LARGE], false);
      sending.awaitStill();
      pair.side(client).reset();
      assertThat(pair.ended().end()).isEqualTo(resetBy(client));
      // Its write fails, which an orderly end of the other direction would not bring about.
      sending.awaitOver();
      assertThat(sending.sent()).isLessThan(LARGE - (1 << 20));
      pair.close();
    }
  }

  @EachWay
  @MethodSource("waysAndSides")
  void passesOnAResetAfterItsOwnHalfClose(Way way, boolean client) throws Exception {
    try (RelayPair pairs = new RelayPair(way, Duration.ZERO)) {
      Relaying pair = pairs.start();
      pair.side(client).wire().send("bye").finish();
      assertThat(pair.side(!client).wire().rest()).asString().isEqualTo("bye");
      pair.side(client).reset();
      // Nobody reads it any more, so it shows when something is to be written at the latest.
      new Sending(pair.side(!client).wire(), new byte[LARGE], false);
      assertThat(pair.ended().end()).isEqualTo(resetBy(client));
      pair.close();
    }
  }

  @EachWay
  @MethodSource("waysWhereTheOtherMayFinish")
  void passesOnAResetAfterTheOthersHalfClose(Way way, boolean client) throws Exception {
    try (RelayPair pairs = new RelayPair(way, Duration.ZERO)) {
      Relaying pair = pairs.start();
      pair.side(!client).wire().send("bye").finish();
      assertThat(pair.side(client).wire().rest()).asString().isEqualTo("bye");
      pair.side(client).wire().send("more");
      assertThat(pair.side(!client).wire().text(4)).isEqualTo("more");
      pair.side(client).reset();
      assertThat(pair.ended().end()).isEqualTo(resetBy(client));
      assertThat(pair.side(!client).ending()).isEqualTo("reset");
      pair.close();
    }
  }

  /** An early answer is often followed by a reset, as nobody reads the rest of the request. */
  @EachWay
  @MethodSource("plain")
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

  /** Both are there when the event loop looks: what came first is passed on to nobody. */
  @ParameterizedTest
  @MethodSource("waysWhereTheOtherMayFinish")
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
}
