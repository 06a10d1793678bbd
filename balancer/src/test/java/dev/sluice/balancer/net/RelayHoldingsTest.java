package dev.sluice.balancer.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.net.RelayPair.Relaying;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.File;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What relays hold of the process. One after the other, as others would count in. */
class RelayHoldingsTest {

  private static final int ROUNDS = Integer.getInteger("sluice.relay.rounds", 60);

  private static final int PIECE = 256 * 1024;

  /** Far more than one relay may keep: a read of 256 KiB and what becomes of it, and a spare. */
  private static final long MOST_KEPT = 4 << 20;

  static Stream<Way> ways() {
    return Way.all();
  }

  static Stream<Way> waysThatTellOfResets() {
    return Way.plain().filter(Way::tellsOfResets);
  }

  /** 100 MiB to one that takes them slowly. */
  @ParameterizedTest
  @MethodSource("ways")
  void keepsLittleForAClientThatReadsSlowly(Way way) throws Exception {
    byte[] all = new byte[way.tls() || way.unix() ? 8 << 20 : 100 << 20];
    try (RelayPair pairs = new RelayPair(way, Duration.ZERO)) {
      Relaying pair = pairs.start();
      long before = kept();
      Sending sending = new Sending(pair.backend().wire(), all, true);
      sending.awaitStill();
      InputStream in = pair.client().wire().socket().getInputStream();
      byte[] piece = new byte[PIECE];
      long most = 0;
      long got = 0;
      // It reads when the others have had their turn, and so is always behind.
      for (int read = PIECE; read == PIECE; got += read) {
        most = Math.max(most, kept() - before);
        Thread.yield();
        read = in.readNBytes(piece, 0, PIECE);
      }
      assertThat(got).isEqualTo(all.length);
      assertThat(most).isLessThan(MOST_KEPT);
      pair.client().wire().finish();
      assertThat(pair.ended()).isEqualTo(new Relay.Result(Relay.End.CLOSED, 0, all.length));
      pair.close();
    }
  }

  private static long kept() {
    return PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
  }

  /** Sockets and pipes are all given back, however it ends. */
  @ParameterizedTest
  @MethodSource("waysThatTellOfResets")
  void leavesNoFileOpen(Way way) throws Exception {
    try (RelayPair pairs = new RelayPair(way, Duration.ofSeconds(20))) {
      for (int warm = 0; warm < 12; warm++) {
        end(pairs.start(), warm);
      }
      long before = openFiles();
      for (int round = 0; round < ROUNDS; round++) {
        end(pairs.start(), round);
      }
      Eventually.that("all are closed", () -> openFiles() <= before);
    }
  }

  private static void end(Relaying pair, int kind) throws Exception {
    boolean client = kind % 2 == 0;
    pair.side(client).wire().send(new byte[kind % 3 == 0 ? 4 : 300_000]);
    if (kind % 4 == 1) {
      assertThat(pair.side(!client).wire().text(4)).hasSize(4);
    }
    if (kind % 6 < 3) {
      pair.side(client).reset();
    } else if (kind % 6 < 5) {
      pair.side(client).wire().finish();
      pair.side(!client).wire().rest();
      pair.side(!client).wire().finish();
    } else {
      pair.one().eventLoop().execute(pair.one()::close);
    }
    pair.side(!client).wire().gone();
    pair.ended();
    pair.close();
  }

  private static long openFiles() {
    return Optional.ofNullable(new File("/proc/self/fd").list()).map(all -> all.length).orElse(0);
  }
}
