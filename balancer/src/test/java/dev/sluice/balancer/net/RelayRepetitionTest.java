package dev.sluice.balancer.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.net.RelayPair.Relaying;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The ends of streams over and over, at every moment: {@code -Dsluice.relay.rounds=1000} and more
 * looks closer.
 */
class RelayRepetitionTest {

  private static final int ROUNDS = Integer.getInteger("sluice.relay.rounds", 60);

  /** Some fit into one read, some need many. */
  private static final int MOST = 700_000;

  static Stream<Way> ways() {
    return Way.plain();
  }

  static Stream<Way> waysThatTellOfResets() {
    return ways().filter(Way::tellsOfResets);
  }

  private static byte[] some(Random random) {
    byte[] bytes = new byte[random.nextInt(4) == 0 ? random.nextInt(50) : random.nextInt(MOST)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Both send at once, in pieces, and finish in either order; every byte must arrive. */
  @EachWay
  @MethodSource("ways")
  void losesNothing(Way way) throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try (RelayPair pairs = new RelayPair(way, Duration.ofSeconds(20))) {
      for (int round = 0; round < ROUNDS; round++) {
        Random random = new Random(round);
        byte[] up = some(random);
        byte[] down = some(random);
        Relaying pair = pairs.connect();
        // Sometimes all is there, and finished, before the relay begins.
        boolean early = up.length < 20_000;
        Future<byte[]> uploaded = threads.submit(() -> pair.backend().wire().rest());
        Future<byte[]> downloaded = threads.submit(() -> pair.client().wire().rest());
        Future<?> uploading = threads.submit(send(pair.client().wire(), up, Optional.empty()));
        if (early) {
          uploading.get(10, TimeUnit.SECONDS);
        }
        // Sometimes the backend finishes only when it has heard the client out.
        Future<?> downloading =
            threads.submit(
                send(
                    pair.backend().wire(),
                    down,
                    random.nextBoolean() ? Optional.of(uploaded) : Optional.empty()));
        pairs.relay(pair);
        String of = "round " + round;
        assertThat(Arrays.equals(uploaded.get(20, TimeUnit.SECONDS), up)).as(of).isTrue();
        assertThat(Arrays.equals(downloaded.get(20, TimeUnit.SECONDS), down)).as(of).isTrue();
        uploading.get(10, TimeUnit.SECONDS);
        downloading.get(10, TimeUnit.SECONDS);
        assertThat(pair.ended())
            .as(of)
            .isEqualTo(new Relay.Result(Relay.End.CLOSED, up.length, down.length));
        pair.close();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static Callable<Void> send(Wire wire, byte[] bytes, Optional<Future<byte[]>> after) {
    return () -> {
      for (int i = 0; i < bytes.length; i += 33_333) {
        wire.send(Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + 33_333)));
      }
      if (after.isPresent()) {
        after.get().get();
      }
      wire.finish();
      return null;
    };
  }

  /** One breaks off somewhere; the other must never take what it got for the whole. */
  @EachWay
  @MethodSource("waysThatTellOfResets")
  void neverTakesABrokenStreamForAWholeOne(Way way) throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try (RelayPair pairs = new RelayPair(way, Duration.ofSeconds(20))) {
      for (int round = 0; round < ROUNDS; round++) {
        Random random = new Random(round);
        byte[] bytes = some(random);
        boolean client = random.nextBoolean();
        Relaying pair = pairs.start();
        Future<String> ending =
            threads.submit(
                () -> {
                  try {
                    return "end after " + pair.side(!client).wire().rest().length;
                  } catch (IOException reset) {
                    return "reset";
                  }
                });
        pair.side(client).wire().send(bytes);
        pair.side(client).reset();
        assertThat(ending.get(20, TimeUnit.SECONDS)).as("round " + round).isEqualTo("reset");
        assertThat(pair.ended().end())
            .isEqualTo(client ? Relay.End.CLIENT_RESET : Relay.End.BACKEND_RESET);
        pair.close();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
