package dev.sluice.balancer.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.ServerConfig;
import dev.sluice.balancer.event.AccessEvent;
import dev.sluice.balancer.net.Eventually;
import dev.sluice.balancer.net.Rig;
import dev.sluice.balancer.net.Scripted;
import dev.sluice.balancer.net.Transports;
import dev.sluice.balancer.net.Wire;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The TCP data plane over real sockets, with every transport that this machine has. */
class TcpListenerTest {

  private static final Rig.Settings SETTINGS = Rig.settings(ServerConfig.Protocol.TCP);

  static Stream<Transport> transports() {
    return Transports.available();
  }

  private static Rig rig(Transport transport, Rig.Settings settings, Address... backends) {
    return Rig.start(
        Vertx.builder().withTransport(transport).build(),
        settings,
        (context, pool) -> ToPool.listener(context, pool),
        backends);
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @MethodSource("transports")
  void answersAfterTheClientHasFinished(Transport transport) throws Exception {
    byte[] upload = random(3_000_000);
    byte[] download = random(2_000_000);
    try (Scripted backend =
            Scripted.backend(
                wire -> {
                  assertThat(wire.rest()).isEqualTo(upload);
                  wire.send(download);
                });
        Rig rig = rig(transport, SETTINGS, backend.address());
        Wire client = Wire.to(rig.port())) {
      client.send(upload).finish();
      assertThat(client.rest()).isEqualTo(download);
      AccessEvent.Connection event = rig.connection();
      assertThat(event.result()).isEqualTo("closed");
      assertThat(event.traffic()).isEqualTo(new AccessEvent.Traffic(3_000_000, 2_000_000));
      assertThat(event.target())
          .isEqualTo(new AccessEvent.Target("pool", backend.address().toString()));
      assertThat(event.client()).isEqualTo(client.localAddress());
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void takesMoreFromTheClientAfterTheBackendHasFinished(Transport transport) throws Exception {
    byte[] upload = random(2_000_000);
    CountDownLatch received = new CountDownLatch(1);
    try (Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.send("hello").finish();
                  assertThat(wire.rest()).isEqualTo(upload);
                  received.countDown();
                });
        Rig rig = rig(transport, SETTINGS, backend.address());
        Wire client = Wire.to(rig.port())) {
      assertThat(client.rest()).asString().isEqualTo("hello");
      client.send(upload).finish();
      assertThat(received.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(rig.connection().result()).isEqualTo("closed");
    }
  }

  /** The client has sent all and finished before the backend is even dialled. */
  @ParameterizedTest
  @MethodSource("transports")
  void losesNothingThatCameBeforeTheBackendWasThere(Transport transport) throws Exception {
    int rounds = 200;
    try (Scripted backend = Scripted.backend(wire -> wire.send(wire.rest()));
        Rig rig =
            rig(
                transport,
                SETTINGS,
                Scripted.closedPort(),
                Scripted.closedPort(),
                backend.address())) {
      for (int i = 0; i < rounds; i++) {
        try (Wire client = Wire.to(rig.port())) {
          client.send("round " + i).finish();
          assertThat(client.rest()).asString().isEqualTo("round " + i);
          assertThat(rig.connection().result()).isEqualTo("closed");
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void passesOnAResetOfTheBackend(Transport transport) throws Exception {
    try (Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.text(4);
                  wire.reset();
                });
        Rig rig = rig(transport, SETTINGS, backend.address());
        Wire client = Wire.to(rig.port())) {
      client.send("ping");
      assertThat(client.ending()).isEqualTo("reset");
      assertThat(rig.connection().result()).isEqualTo("backend-reset");
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void passesOnAResetOfTheClient(Transport transport) throws Exception {
    CountDownLatch there = new CountDownLatch(1);
    CountDownLatch reset = new CountDownLatch(1);
    try (Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.text(4);
                  there.countDown();
                  if (wire.ending().equals("reset")) {
                    reset.countDown();
                  }
                });
        Rig rig = rig(transport, SETTINGS, backend.address())) {
      Wire client = Wire.to(rig.port());
      client.send("ping");
      assertThat(there.await(10, TimeUnit.SECONDS)).isTrue();
      client.reset();
      assertThat(reset.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(rig.connection().result()).isEqualTo("client-reset");
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void readsNoFasterThanTheOtherSideTakes(Transport transport) throws Exception {
    CountDownLatch read = new CountDownLatch(1);
    AtomicLong total = new AtomicLong();
    try (Scripted backend =
            Scripted.backend(
                wire -> {
                  read.await();
                  total.set(wire.rest().length);
                });
        Rig rig = rig(transport, SETTINGS, backend.address());
        Wire client = Wire.to(rig.port())) {
      AtomicLong sent = new AtomicLong();
      long most = 64L << 20;
      Thread sender = new Thread(() -> flood(client, sent, most));
      sender.start();
      awaitStill(sent);
      // What stands in socket buffers and in the one buffer of the relay, not the whole.
      assertThat(sent.get()).isLessThan(32L << 20);
      read.countDown();
      sender.join(20_000);
      client.finish();
      client.rest();
      assertThat(total.get()).isEqualTo(most);
      assertThat(rig.connection().traffic().received()).isEqualTo(most);
    }
  }

  private static void flood(Wire wire, AtomicLong sent, long most) {
    byte[] piece = new byte[64 * 1024];
    try {
      OutputStream out = wire.socket().getOutputStream();
      while (sent.get() < most) {
        out.write(piece);
        sent.addAndGet(piece.length);
      }
    } catch (IOException e) {
      sent.set(-1);
    }
  }

  /** Until nothing has been added for a quarter of a second. */
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
          return counter.get() > 0 && now - seen[1] > 250_000_000;
        });
  }

  @ParameterizedTest
  @MethodSource("transports")
  void endsWhatIsIdle(Transport transport) throws Exception {
    try (Scripted backend = Scripted.backend(Wire::rest);
        Rig rig =
            rig(
                transport,
                SETTINGS.idle(Duration.ZERO, Duration.ofMillis(200)),
                backend.address());
        Wire client = Wire.to(rig.port())) {
      client.send("ping");
      assertThat(client.gone()).isTrue();
      assertThat(rig.connection().result()).isEqualTo("idle");
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void breaksOffWhatIsLeftWhenItStops(Transport transport) throws Exception {
    try (Scripted backend = Scripted.backend(Wire::rest);
        Rig rig = rig(transport, SETTINGS, backend.address());
        Wire client = Wire.to(rig.port())) {
      client.send("ping");
      Eventually.that("paired", () -> backend.accepted() == 1);
      assertThat(Rig.await(rig.stop(Duration.ofMillis(100)))).isEqualTo(1);
      assertThat(client.gone()).isTrue();
      assertThat(rig.connection().result()).isEqualTo("stopped");
    }
  }

  @Test
  void letsWhatIsUnderWayEndWhileItStops() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    try (Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.text(4);
                  goOn.await();
                  wire.send("pong");
                });
        Rig rig = rig(Transport.NIO, SETTINGS, backend.address());
        Wire client = Wire.to(rig.port())) {
      client.send("ping");
      Eventually.that("paired", () -> backend.accepted() == 1);
      Future<Integer> stopped = rig.stop(Duration.ofSeconds(10));
      Eventually.that("nothing is accepted", () -> refused(rig.port()));
      goOn.countDown();
      assertThat(client.text(4)).isEqualTo("pong");
      client.finish();
      assertThat(Rig.await(stopped)).isZero();
      // Beside those who asked whether they are still accepted.
      assertThat(rig.logged())
          .map(AccessEvent.Connection.class::cast)
          .filteredOn(event -> event.traffic().received() == 4)
          .extracting(AccessEvent.Connection::result)
          .containsExactly("closed");
    }
  }

  private static boolean refused(int port) {
    try (Wire another = Wire.to(port)) {
      return another.socket().isClosed();
    } catch (IOException refused) {
      return true;
    }
  }

  @Test
  void leavesOutBackendsThatRefuse() throws Exception {
    try (Scripted backend = Scripted.backend(wire -> wire.send("here"));
        Rig rig = rig(Transport.NIO, SETTINGS, Scripted.closedPort(), backend.address())) {
      for (int i = 0; i < 4; i++) {
        try (Wire client = Wire.to(rig.port())) {
          assertThat(client.finish().rest()).asString().isEqualTo("here");
          assertThat(rig.connection().target().backend()).isEqualTo(backend.address().toString());
        }
      }
    }
  }

  @Test
  void closesAtOnceWhenAllRefuse() throws Exception {
    try (Rig rig = rig(Transport.NIO, SETTINGS, Scripted.closedPort(), Scripted.closedPort());
        Wire client = Wire.to(rig.port())) {
      assertThat(client.gone()).isTrue();
      AccessEvent.Connection event = rig.connection();
      assertThat(event.result()).isEqualTo("all-backends-down");
      assertThat(event.target().pool()).isEqualTo("pool");
    }
  }

  /** Writing goes on, and may have to wait, after nothing more can be read. */
  @ParameterizedTest
  @MethodSource("transports")
  void deliversEveryByteToASlowReaderThatHasFinished(Transport transport) throws Exception {
    byte[] download = random(20_000_000);
    AtomicLong sent = new AtomicLong();
    try (Scripted backend =
            Scripted.backend(
                wire -> {
                  assertThat(wire.rest()).asString().isEqualTo("send");
                  for (int i = 0; i < download.length; i += 100_000) {
                    wire.send(Arrays.copyOfRange(download, i, i + 100_000));
                    sent.addAndGet(100_000);
                  }
                });
        Rig rig = rig(transport, SETTINGS, backend.address());
        Wire client = Wire.to(rig.port())) {
      client.send("send").finish();
      awaitStill(sent);
      byte[] all = client.rest();
      assertThat(Arrays.equals(all, download)).isTrue();
      assertThat(rig.connection().result()).isEqualTo("closed");
    }
  }

  /** The client's end arrives while it is not being read. */
  @ParameterizedTest
  @MethodSource("transports")
  void deliversEveryByteToASlowBackend(Transport transport) throws Exception {
    byte[] upload = random(20_000_000);
    AtomicLong sent = new AtomicLong();
    CountDownLatch read = new CountDownLatch(1);
    try (Scripted backend =
            Scripted.backend(
                wire -> {
                  read.await();
                  assertThat(Arrays.equals(wire.rest(), upload)).isTrue();
                  wire.send(upload);
                });
        Rig rig = rig(transport, SETTINGS, backend.address());
        Wire client = Wire.to(rig.port())) {
      Thread sender =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < upload.length; i += 100_000) {
                    client.send(Arrays.copyOfRange(upload, i, i + 100_000));
                    sent.addAndGet(100_000);
                  }
                  client.finish();
                } catch (IOException e) {
                  sent.set(-1);
                }
              });
      sender.start();
      awaitStill(sent);
      read.countDown();
      byte[] all = client.rest();
      assertThat(Arrays.equals(all, upload)).isTrue();
      assertThat(rig.connection().result()).isEqualTo("closed");
    }
  }

  /** Client and backend are both stuck when the client's end arrives. */
  @ParameterizedTest
  @MethodSource("transports")
  void deliversWhatIsQueuedWhenTheEndCameWhileNotReading(Transport transport) throws Exception {
    byte[] upload = random(6_000_000);
    CountDownLatch read = new CountDownLatch(1);
    try (Scripted backend =
            Scripted.backend(
                wire -> {
                  read.await();
                  assertThat(Arrays.equals(wire.rest(), upload)).isTrue();
                  wire.send(upload);
                });
        Rig rig = rig(transport, SETTINGS, backend.address());
        Wire client = Wire.to(rig.port())) {
      client.send(upload).finish();
      read.countDown();
      byte[] all = client.rest();
      assertThat(Arrays.equals(all, upload)).isTrue();
      assertThat(rig.connection().result()).isEqualTo("closed");
    }
  }
}
