package dev.sluice.balancer.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.net.RelayPair.Relaying;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Connections of one event loop have their turns. */
class RelayFairnessTest {

  /** Without io_uring, where Netty takes several turns for the first bytes of a connection. */
  static Stream<Way> ways() {
    return Way.plain().filter(way -> !way.ioUring());
  }

  /** Of a connection with much to do, only a part is done before the next one's turn. */
  @ParameterizedTest
  @MethodSource("ways")
  void doesNotLetABulkConnectionStarveASmallOne(Way way) throws Exception {
    try (RelayPair pairs = new RelayPair(way, Duration.ZERO)) {
      Relaying bulk = pairs.connect();
      Relaying small = pairs.connect();
      hold(bulk, 4 << 20);
      // All of it waits to be read, and all of it could be passed on at once.
      Sending sending = new Sending(bulk.client().wire(), new byte[6 << 20], false);
      sending.awaitStill();
      small.client().wire().send("ping");
      CompletableFuture<Integer> passedOn = new CompletableFuture<>();
      pairs.onLoop(
          () -> {
            pairs.begin(bulk);
            pairs.begin(small);
            lookFor(small, bulk, pairs, passedOn);
            return null;
          });
      assertThat(passedOn.get(10, TimeUnit.SECONDS)).isBetween(1, 2 << 20);
      assertThat(small.backend().wire().text(4)).isEqualTo("ping");
      assertThat(bulk.backend().wire().text(6 << 20)).hasSize(6 << 20);
      bulk.close();
      small.close();
    }
  }

  private static void hold(Relaying pair, int bytes) throws IOException {
    RelayPair.limit(pair.one(), bytes);
    RelayPair.limit(pair.two(), bytes);
    pair.client().raw().setSendBufferSize(bytes);
    pair.backend().raw().setReceiveBufferSize(bytes);
  }

  /** How far the large one is when the small one's bytes are there, seen between two turns. */
  private static void lookFor(
      Relaying small, Relaying bulk, RelayPair pairs, CompletableFuture<Integer> passedOn) {
    try {
      if (small.backend().raw().getInputStream().available() > 0) {
        passedOn.complete(bulk.backend().raw().getInputStream().available());
      } else {
        pairs.loop().execute(() -> lookFor(small, bulk, pairs, passedOn));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
