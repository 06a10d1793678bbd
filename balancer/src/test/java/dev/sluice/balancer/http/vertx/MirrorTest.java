package dev.sluice.balancer.http.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.Algorithm;
import dev.sluice.balancer.config.BackendConfig;
import dev.sluice.balancer.config.PoolConfig;
import dev.sluice.balancer.net.Eventually;
import dev.sluice.balancer.net.Rig;
import dev.sluice.balancer.net.Scripted;
import dev.sluice.balancer.net.Wire;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Copies of requests to another pool, which must not be felt. */
class MirrorTest {

  private static final Rig.Settings MIRRORED = Front.SETTINGS.mirror("copies");

  private static Pool copies(Address... backends) {
    return new Pool(
        new PoolConfig(
            "copies",
            Algorithm.ROUND_ROBIN,
            List.of(backends).stream().map(a -> new BackendConfig(a, 1)).toList()),
        new Random(2));
  }

  private static Rig rig(Pool copies, Scripted backend) {
    return Front.of(MIRRORED, Map.of("copies", copies), backend.address());
  }

  private static void ended(Pool copies, int requests) {
    Eventually.that(
        requests + " copies ended",
        () -> copies.active() == 0 && copies.view().get(0).figures().requests() == requests);
  }

  private static Scripted echoing(int length) throws Exception {
    return Scripted.backend(
        wire -> {
          while (!wire.head().isEmpty()) {
            String body = wire.text(length);
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n" + body);
          }
        });
  }

  @Test
  void sendsTheSameRequestAndDropsTheAnswer() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    try (Scripted backend = Scripted.named("original");
        Scripted other =
            Scripted.backend(
                wire -> {
                  for (String head = wire.head(); !head.isEmpty(); head = wire.head()) {
                    seen.add(head);
                    wire.send("HTTP/1.1 404 No\r\nContent-Length: 4\r\n\r\ncopy");
                  }
                })) {
      Pool copies = copies(other.address());
      try (Rig rig = rig(copies, backend);
          Wire client = Wire.to(rig.port())) {
        for (int i = 1; i <= 2; i++) {
          assertThat(client.send(Front.get("/x?y")).answer()).endsWith("original");
          rig.request();
          assertThat(seen.poll(10, TimeUnit.SECONDS))
              .startsWith("GET /x?y HTTP/1.1\r\n")
              .contains("x-request-id: ");
          ended(copies, i);
        }
        assertThat(other.accepted()).isEqualTo(1);
        assertThat(copies.view().get(0).figures().failures()).isZero();
      }
    }
  }

  @Test
  void sendsTheBodyToo() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    try (Scripted backend = echoing(9);
        Scripted other =
            Scripted.backend(
                wire -> {
                  wire.head();
                  seen.add(wire.text(9));
                  wire.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                  wire.rest();
                })) {
      Pool copies = copies(other.address());
      try (Rig rig = rig(copies, backend);
          Wire client = Wire.to(rig.port())) {
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nsome");
        client.send(" body");
        assertThat(client.answer()).endsWith("some body");
        assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("some body");
        rig.request();
        ended(copies, 1);
      }
    }
  }

  @Test
  void doesWithoutABackendForTheCopy() throws Exception {
    try (Scripted backend = Scripted.named("original")) {
      Pool copies = copies(Scripted.closedPort());
      try (Rig rig = rig(copies, backend);
          Wire client = Wire.to(rig.port())) {
        assertThat(client.send(Front.get("/")).answer()).endsWith("original");
        rig.request();
        ended(copies, 1);
        assertThat(copies.view().get(0).figures().failures()).isEqualTo(1);
      }
    }
  }

  @Test
  void countsWhatTheBackendOfACopyDoesWrong() throws Exception {
    try (Scripted backend = Scripted.named("original");
        Scripted other =
            Scripted.backend(
                wire -> {
                  wire.head();
                  wire.send("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");
                  wire.rest();
                })) {
      Pool copies = copies(other.address());
      try (Rig rig = rig(copies, backend);
          Wire client = Wire.to(rig.port())) {
        assertThat(client.send(Front.get("/")).answer()).endsWith("original");
        rig.request();
        ended(copies, 1);
        assertThat(copies.view().get(0).figures().failures()).isEqualTo(1);
      }
    }
  }

  @Test
  void countsABackendThatBreaksOffItsAnswerToACopy() throws Exception {
    try (Scripted backend = Scripted.named("original");
        Scripted other =
            Scripted.backend(
                wire -> {
                  wire.head();
                  wire.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                  wire.reset();
                })) {
      Pool copies = copies(other.address());
      try (Rig rig = rig(copies, backend);
          Wire client = Wire.to(rig.port())) {
        assertThat(client.send(Front.get("/")).answer()).endsWith("original");
        rig.request();
        ended(copies, 1);
        assertThat(copies.view().get(0).figures().failures()).isEqualTo(1);
      }
    }
  }

  @Test
  void givesUpACopyThatIsNeverAnswered() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    try (Scripted backend = Scripted.named("original");
        Scripted other =
            Scripted.backend(
                wire -> {
                  wire.head();
                  wire.gone();
                  gone.countDown();
                })) {
      Pool copies = copies(other.address());
      try (Rig rig =
              Front.of(
                  MIRRORED.idle(Duration.ofSeconds(60), Duration.ofMillis(300)),
                  Map.of("copies", copies),
                  backend.address());
          Wire client = Wire.to(rig.port())) {
        assertThat(client.send(Front.get("/")).answer()).endsWith("original");
        rig.request();
        gone.await();
        ended(copies, 1);
        assertThat(copies.view().get(0).figures().failures()).isEqualTo(1);
      }
    }
  }

  @Test
  void givesUpACopyThatDoesNotKeepUp() throws Exception {
    int size = 30_000_000;
    CountDownLatch done = new CountDownLatch(1);
    try (Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.head();
                  wire.text(size);
                  wire.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                  wire.rest();
                });
        Scripted other =
            Scripted.backend(
                wire -> {
                  wire.head();
                  done.await();
                })) {
      Pool copies = copies(other.address());
      try (Rig rig = rig(copies, backend);
          Wire client = Wire.to(rig.port())) {
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + size + "\r\n\r\n");
        client.send(new byte[size]);
        assertThat(client.answer()).startsWith("HTTP/1.1 200 ");
        rig.request();
        ended(copies, 1);
        assertThat(copies.view().get(0).figures().failures()).isZero();
        done.countDown();
      }
    }
  }

  @Test
  void sendsNoHalfCopy() throws Exception {
    CountDownLatch cut = new CountDownLatch(1);
    try (Scripted backend = Scripted.backend(Wire::rest);
        Scripted other =
            Scripted.backend(
                wire -> {
                  wire.head();
                  wire.gone();
                  cut.countDown();
                })) {
      Pool copies = copies(other.address());
      try (Rig rig = rig(copies, backend)) {
        try (Wire client = Wire.to(rig.port())) {
          client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf");
          Eventually.that("copied", () -> other.accepted() == 1);
        }
        cut.await();
        assertThat(rig.request().answer().reason()).isEqualTo("client-gone");
        ended(copies, 1);
      }
    }
  }

  /** The body is read once, however often it is sent. */
  @Test
  void sendsTheBodyOfARetriedRequestOnce() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    try (Scripted bad =
            Scripted.backend(
                wire -> {
                  wire.head();
                  wire.text(9);
                  wire.reset();
                });
        Scripted good = echoing(9);
        Scripted other =
            Scripted.backend(
                wire -> {
                  wire.head();
                  seen.add(wire.text(9));
                  wire.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                  seen.add(new String(wire.rest(), java.nio.charset.StandardCharsets.US_ASCII));
                })) {
      Pool copies = copies(other.address());
      try (Rig rig =
              Front.of(
                  MIRRORED.retry(Policies.RETRY),
                  Map.of("copies", copies),
                  bad.address(),
                  good.address());
          Wire client = Wire.to(rig.port())) {
        client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nsome body");
        assertThat(client.answer()).endsWith("some body");
        rig.request();
        ended(copies, 1);
      }
      assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("some body");
      assertThat(seen.poll(10, TimeUnit.SECONDS)).isEmpty();
    }
  }

  @Test
  void endsCopiesWhenItStops() throws Exception {
    try (Scripted backend = Scripted.named("original");
        Scripted other = Scripted.backend(Wire::rest)) {
      Pool copies = copies(other.address());
      try (Rig rig = rig(copies, backend);
          Wire client = Wire.to(rig.port())) {
        assertThat(client.send(Front.get("/")).answer()).endsWith("original");
        rig.request();
        Eventually.that("copied", () -> other.accepted() == 1);
        assertThat(Rig.await(rig.stop(Duration.ofMillis(50)))).isZero();
        ended(copies, 1);
      }
    }
  }
}
