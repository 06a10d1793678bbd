package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Who reads slowly slows down who sends: the balancer holds nothing in between. */
class BackPressureIT {

  private static final long LENGTH = 256L << 20;
  private static final int BLOCK = 64 << 10;

  // What the kernel may hold of two connections, both ends, and a little of the balancer's own.
  private static final long MOST_HELD = 100L << 20;
  private static final long STILL_NANOS = Duration.ofMillis(700).toNanos();

  private final AtomicLong sent = new AtomicLong();

  private void fill(Wire wire) throws IOException {
    byte[] block = new byte[BLOCK];
    for (long left = LENGTH; left > 0; left -= BLOCK) {
      wire.send(block);
      sent.addAndGet(BLOCK);
    }
  }

  /** What was sent by the time that nothing moved for a while. */
  private long sentUntilStuck() {
    long[] last = {-1, System.nanoTime()};
    return Await.found(
        "the sender is held back",
        () -> {
          long now = sent.get();
          if (now != last[0]) {
            last[0] = now;
            last[1] = System.nanoTime();
          }
          boolean still = now > 0 && System.nanoTime() - last[1] > STILL_NANOS;
          return still ? Optional.of(now) : Optional.empty();
        });
  }

  private static void readAll(Wire wire) throws IOException {
    new Body().read(wire, LENGTH);
  }

  @Test
  void aSlowTcpClientHoldsTheBackendBack() throws IOException {
    try (ScriptedBackend backend = new ScriptedBackend(this::fill);
        Balancer balancer = Balancer.start(Balancer.tcp(backend.port()));
        Wire wire = Wire.to(balancer.port())) {
      assertThat(sentUntilStuck()).isLessThan(MOST_HELD);
      readAll(wire);
      assertThat(wire.ended()).isTrue();
    }
  }

  @Test
  void aSlowTcpBackendHoldsTheClientBack() throws Exception {
    Gate gate = new Gate();
    try (ScriptedBackend backend =
            new ScriptedBackend(
                wire -> {
                  gate.await();
                  readAll(wire);
                  wire.send("all");
                });
        Balancer balancer = Balancer.start(Balancer.tcp(backend.port()));
        Wire wire = Wire.to(balancer.port())) {
      Task<Void> sending = sending(wire);
      assertThat(sentUntilStuck()).isLessThan(MOST_HELD);
      gate.open();
      sending.result();
      assertThat(wire.rest()).asString().isEqualTo("all");
    }
  }

  @Test
  void aSlowHttpClientHoldsTheBackendBack() throws IOException {
    try (ScriptedBackend backend =
            new ScriptedBackend(
                wire -> {
                  wire.head();
                  wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + LENGTH + "\r\n\r\n");
                  fill(wire);
                });
        Balancer balancer = Balancer.start(Balancer.http(backend.port()));
        Wire wire = Wire.to(balancer.port())) {
      wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(sentUntilStuck()).isLessThan(MOST_HELD);
      assertThat(wire.head().get(0)).startsWith("HTTP/1.1 200 ");
      readAll(wire);
    }
  }

  @Test
  void aSlowHttpBackendHoldsTheClientBack() throws Exception {
    Gate gate = new Gate();
    try (ScriptedBackend backend =
            new ScriptedBackend(
                wire -> {
                  wire.head();
                  gate.await();
                  readAll(wire);
                  wire.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nall");
                });
        Balancer balancer = Balancer.start(Balancer.http(backend.port()));
        Wire wire = Wire.to(balancer.port())) {
      wire.send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: " + LENGTH + "\r\n\r\n");
      Task<Void> sending = sending(wire);
      assertThat(sentUntilStuck()).isLessThan(MOST_HELD);
      gate.open();
      sending.result();
      assertThat(wire.answer().text()).isEqualTo("all");
    }
  }

  private Task<Void> sending(Wire wire) {
    return Task.start(
        () -> {
          fill(wire);
          return null;
        });
  }
}
