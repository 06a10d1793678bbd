package dev.sluice.balancer.http.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.ListenConfig;
import dev.sluice.balancer.net.Rig;
import dev.sluice.balancer.net.Scripted;
import dev.sluice.balancer.net.Undated;
import dev.sluice.balancer.net.Wire;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long a client may take for a request's head. */
class HeadTimeoutTest {

  private static final Rig.Settings SHORT =
      Front.SETTINGS.header(Duration.ofSeconds(1)).respond("/local", "here");

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  @Test
  void answersWhoHasBegunAHead() throws Exception {
    try (Rig rig = Front.of(SHORT, Scripted.closedPort());
        Wire client = Wire.to(rig.port())) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n");
      assertThat(Undated.of(text(client.rest())))
          .isEqualTo(
              "HTTP/1.1 408 Request Timeout\r\nx-sluice-reason: client-timeout\r\n"
                  + "content-type: text/plain; charset=utf-8\r\nContent-Length: 56\r\n"
                  + "Connection: close\r\n\r\n"
                  + "408 client-timeout: The request did not arrive in time.\n");
      assertThat(rig.connection().result()).isEqualTo("client-timeout");
    }
  }

  @Test
  void closesOnWhoHasSentNothing() throws Exception {
    try (Rig rig = Front.of(SHORT, Scripted.closedPort());
        Wire client = Wire.to(rig.port())) {
      assertThat(client.ending()).isEqualTo("end");
    }
  }

  @Test
  void countsTheWholeHeadNotEachByte() throws Exception {
    try (Rig rig = Front.of(SHORT, Scripted.closedPort());
        Wire client = Wire.to(rig.port())) {
      client.send("GET / HTTP/1.1\r\nX: ");
      // A byte as often as reading is given up.
      client.socket().setSoTimeout(20);
      String answer = "";
      for (int i = 0; i < 500 && answer.isEmpty(); i++) {
        try {
          answer = client.text(12);
        } catch (SocketTimeoutException notYet) {
          client.send("x");
        }
      }
      assertThat(answer).isEqualTo("HTTP/1.1 408");
      assertThat(rig.connection().result()).isEqualTo("client-timeout");
    }
  }

  @Test
  void startsAnewWithEachHead() throws Exception {
    try (Rig rig = Front.of(SHORT, Scripted.closedPort());
        Wire client = Wire.to(rig.port())) {
      for (int i = 0; i < 3; i++) {
        String request = Front.get("/local");
        client.send(request.substring(0, 9));
        pause(client);
        assertThat(client.send(request.substring(9)).answer()).endsWith("here");
        assertThat(rig.request().answer().status()).isEqualTo(200);
        pause(client);
      }
      client.send("G");
      assertThat(client.head()).startsWith("HTTP/1.1 408 ");
      assertThat(rig.connection().result()).isEqualTo("client-timeout");
    }
  }

  private static void pause(Wire client) throws IOException {
    client.socket().setSoTimeout(250);
    try {
      client.text(1);
      throw new AssertionError("an answer to what was not asked");
    } catch (SocketTimeoutException expected) {
      client.socket().setSoTimeout(10_000);
    }
  }

  @Test
  void doesNotRunWhileAConnectionWaitsForItsPlace() throws Exception {
    Rig.Settings one = SHORT.limit(1, ListenConfig.WhenFull.WAIT);
    try (Rig rig = Front.of(one, Scripted.closedPort());
        Wire first = Wire.to(rig.port())) {
      assertThat(first.send(Front.get("/local")).answer()).endsWith("here");
      assertThat(rig.request().answer().status()).isEqualTo(200);
      try (Wire second = Wire.to(rig.port())) {
        second.send(Front.get("/local"));
        for (int i = 0; i < 6; i++) {
          pause(second);
        }
        first.socket().close();
        assertThat(second.answer()).endsWith("here");
        assertThat(rig.request().answer().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void doesNotConcernBodies() throws Exception {
    try (Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.head();
                  wire.text(2);
                  wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                  wire.gone();
                });
        Rig rig = Front.of(SHORT, backend.address());
        Wire client = Wire.to(rig.port())) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na");
      for (int i = 0; i < 5; i++) {
        pause(client);
      }
      assertThat(client.send("b").answer()).endsWith("ok");
      assertThat(rig.request().answer().status()).isEqualTo(200);
    }
  }

  @Test
  void canBeSwitchedOff() throws Exception {
    Rig.Settings settings =
        Front.SETTINGS
            .header(Duration.ZERO)
            .idle(Duration.ZERO, Duration.ZERO)
            .respond("/local", "here");
    try (Rig rig = Front.of(settings, Scripted.closedPort());
        Wire client = Wire.to(rig.port())) {
      String request = Front.get("/local");
      pause(client);
      client.send(request.substring(0, 9));
      pause(client);
      assertThat(client.send(request.substring(9)).answer()).endsWith("here");
      assertThat(rig.request().answer().status()).isEqualTo(200);
    }
  }
}
