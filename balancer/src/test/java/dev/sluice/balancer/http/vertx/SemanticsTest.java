package dev.sluice.balancer.http.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.event.AccessEvent;
import dev.sluice.balancer.net.Rig;
import dev.sluice.balancer.net.Scripted;
import dev.sluice.balancer.net.Wire;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an intermediary must keep, change and refuse (RFC 9110, RFC 9112). */
class SemanticsTest {

  private final LinkedBlockingQueue<String> heads = new LinkedBlockingQueue<>();

  /** Answers every request with these bytes, and keeps the heads. */
  private Scripted answering(String answer) throws Exception {
    return Scripted.backend(
        wire -> {
          for (String head = wire.head(); !head.isEmpty(); head = wire.head()) {
            heads.add(head);
            wire.send(answer);
          }
        });
  }

  private String head() throws InterruptedException {
    return heads.poll(10, TimeUnit.SECONDS).toLowerCase(Locale.ROOT);
  }

  @Test
  void forwardsTheHeadWithoutWhatConcernsOneHopOnly() throws Exception {
    try (Scripted backend =
            answering(
                "HTTP/1.1 200 Fine\r\nContent-Length: 2\r\nConnection: x-mine\r\nX-Mine: 1\r\n"
                    + "Keep-Alive: timeout=9\r\nX-Yours: 2\r\nVia: 1.0 far\r\n\r\nok");
        Rig rig = Front.of(backend.address());
        Wire client = Wire.to(rig.port())) {
      client.send(
          "GET /a?b=c HTTP/1.1\r\nHost: Example.com:81\r\nConnection: keep-alive, X-Hop\r\n"
              + "X-Hop: 1\r\nKeep-Alive: 5\r\nProxy-Connection: x\r\nTE: trailers\r\n"
              + "X-Forwarded-For: 6.6.6.6\r\nForwarded: for=6.6.6.6\r\nX-End: 1\r\n"
              + "X-Request-Id: mine\r\nVia: 1.0 near\r\n\r\n");
      String answer = client.answer().toLowerCase(Locale.ROOT);
      assertThat(answer)
          .startsWith("http/1.1 200 fine\r\n")
          .contains("\r\nx-yours: 2\r\n", "\r\nvia: 1.1 sluice\r\n", "\r\nvia: 1.0 far\r\n")
          .doesNotContain("x-mine", "keep-alive")
          .endsWith("ok");
      assertThat(head())
          .startsWith("get /a?b=c http/1.1\r\n")
          .contains(
              "\r\nhost: example.com:81\r\n",
              "\r\nte: trailers\r\n",
              "\r\nx-forwarded-for: 127.0.0.1\r\n",
              "\r\nx-forwarded-proto: http\r\n",
              "\r\nx-forwarded-host: example.com:81\r\n",
              "\r\nforwarded: for=127.0.0.1;host=\"example.com:81\";proto=http\r\n",
              "\r\nx-request-id: mine\r\n",
              "\r\nvia: 1.0 near\r\n",
              "\r\nvia: 1.1 sluice\r\n",
              "\r\nx-end: 1\r\n")
          .doesNotContain("x-hop", "proxy-connection", "6.6.6.6");
      AccessEvent.Request event = rig.request();
      assertThat(event.answer().requestId()).isEqualTo("mine");
      assertThat(event.head().target()).isEqualTo("/a?b=c");
      assertThat(event.traffic().sent()).isEqualTo(2);
    }
  }

  /** A client must not be able to have framing or routing taken away. */
  @ParameterizedTest
  @ValueSource(strings = {"content-length", "host", "transfer-encoding", "x-forwarded-for, via"})
  void keepsWhatConnectionMustNotName(String named) throws Exception {
    try (Scripted backend =
            Scripted.backend(
                wire -> {
                  heads.add(wire.head());
                  assertThat(wire.text(4)).isEqualTo("body");
                  wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                  wire.rest();
                });
        Rig rig = Front.of(backend.address());
        Wire client = Wire.to(rig.port())) {
      client.send(
          "POST / HTTP/1.1\r\nHost: a\r\nConnection: "
              + named
              + "\r\nContent-Length: 4\r\n\r\nbody");
      assertThat(client.answer()).startsWith("HTTP/1.1 200 ").endsWith("ok");
      assertThat(head())
          .contains("\r\ncontent-length: 4\r\n", "\r\nhost: a\r\n", "\r\nx-forwarded-for: 127");
      rig.request();
    }
  }

  @Test
  void keepsTheLengthOfAnAnswerThatNamesItInConnection() throws Exception {
    try (Scripted backend =
            answering(
                "HTTP/1.1 200 OK\r\nConnection: content-length\r\nContent-Length: 2\r\n\r\nok");
        Rig rig = Front.of(backend.address());
        Wire client = Wire.to(rig.port())) {
      assertThat(client.send(Front.get("/")).answer()).startsWith("HTTP/1.1 200 ").endsWith("ok");
      rig.request();
    }
  }

  @Test
  void streamsChunksAndTrailers() throws Exception {
    try (Scripted backend =
            answering(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
                    + "3\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 5\r\n\r\n");
        Rig rig = Front.of(backend.address());
        Wire client = Wire.to(rig.port())) {
      assertThat(client.send(Front.get("/")).answer()).endsWith("abcde\nX-Sum: 5");
      assertThat(client.send(Front.get("/")).answer()).endsWith("abcde\nX-Sum: 5");
      assertThat(backend.accepted()).isEqualTo(1);
      rig.request();
      rig.request();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HEAD, 200 OK, Content-Length: 77",
    "GET, 204 No Content, X: y",
    "GET, 304 Not Modified, ETag: x",
    "GET, 304 Not Modified, Content-Length: 77"
  })
  void passesOnAnswersWithoutABody(String method, String status, String field) throws Exception {
    try (Scripted backend = answering("HTTP/1.1 " + status + "\r\n" + field + "\r\n\r\n");
        Rig rig = Front.of(backend.address());
        Wire client = Wire.to(rig.port())) {
      String request = method + " / HTTP/1.1\r\nHost: a\r\n\r\n";
      for (int i = 0; i < 2; i++) {
        assertThat(client.send(request).head().toLowerCase(Locale.ROOT))
            .startsWith("http/1.1 " + status.toLowerCase(Locale.ROOT))
            .contains(field.toLowerCase(Locale.ROOT))
            .doesNotContain("transfer-encoding");
        rig.request();
      }
      assertThat(backend.accepted()).isEqualTo(1);
    }
  }

  @Test
  void endsAnAnswerOfUnknownLengthToAnOldClientByClosing() throws Exception {
    try (Scripted backend =
            answering(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
        Rig rig = Front.of(backend.address());
        Wire client = Wire.to(rig.port())) {
      client.send("GET / HTTP/1.0\r\n\r\n");
      assertThat(client.head().toLowerCase(Locale.ROOT)).doesNotContain("transfer-encoding");
      assertThat(client.ending()).isEqualTo("abc");
      assertThat(head()).contains("via: 1.0 sluice").contains("\r\nhost: 127.0.0.1:");
      rig.request();
    }
  }

  @Test
  void doesNotReuseTheConnectionOfAnOldBackend() throws Exception {
    try (Scripted backend = answering("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok");
        Rig rig = Front.of(backend.address());
        Wire client = Wire.to(rig.port())) {
      assertThat(client.send(Front.get("/")).answer()).endsWith("ok");
      assertThat(client.send(Front.get("/")).answer()).endsWith("ok");
      assertThat(backend.accepted()).isEqualTo(2);
      rig.request();
      rig.request();
    }
  }

  @Test
  void passesOnContinueAndEarlyHints() throws Exception {
    try (Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.head();
                  wire.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
                  wire.send("HTTP/1.1 100 Continue\r\n\r\n");
                  assertThat(wire.text(4)).isEqualTo("body");
                  wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                  wire.rest();
                });
        Rig rig = Front.of(backend.address());
        Wire client = Wire.to(rig.port())) {
      client.send(
          "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
      assertThat(client.head()).startsWith("HTTP/1.1 103 ").containsIgnoringCase("link: </a>");
      assertThat(client.head()).startsWith("HTTP/1.1 100 ");
      assertThat(client.send("body").answer()).startsWith("HTTP/1.1 200 ").endsWith("ok");
      rig.request();
    }
  }

  @Test
  void refusesABodyThatIsAnnouncedAsTooLarge() throws Exception {
    try (Scripted backend = Scripted.named("x");
        Rig rig = Front.of(Front.SETTINGS.limits(16_384, 10), backend.address());
        Wire client = Wire.to(rig.port())) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n");
      assertThat(client.answer())
          .startsWith("HTTP/1.1 413 ")
          .contains("x-sluice-reason: body-too-large");
      assertThat(backend.accepted()).isZero();
      rig.request();
      // The rest is thrown away, and what comes behind it is a request.
      assertThat(client.send("12345678901" + Front.get("/")).answer()).endsWith("x");
      rig.request();
    }
  }

  @Test
  void breaksOffABodyThatGrowsTooLarge() throws Exception {
    try (Scripted backend = Scripted.backend(Wire::gone);
        Rig rig = Front.of(Front.SETTINGS.limits(16_384, 10), backend.address());
        Wire client = Wire.to(rig.port())) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
      client.send("6\r\n123456\r\n").send("6\r\n123456\r\n");
      assertThat(client.answer())
          .startsWith("HTTP/1.1 413 ")
          .contains("x-sluice-reason: body-too-large");
      rig.request();
    }
  }

  @Test
  void joinsBothSidesAfterAnUpgrade() throws Exception {
    try (Scripted backend =
            Scripted.backend(
                wire -> {
                  heads.add(wire.head());
                  wire.send(
                      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
                          + "Upgrade: echo\r\n\r\nfirst");
                  wire.send(wire.text(4) + "!");
                  wire.rest();
                });
        Rig rig = Front.of(backend.address())) {
      try (Wire client = Wire.to(rig.port())) {
        client.send(
            "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, upgrade\r\nUpgrade: echo\r\n\r\n");
        assertThat(client.head()).startsWith("HTTP/1.1 101 ").containsIgnoringCase("upgrade: echo");
        assertThat(client.text(5)).isEqualTo("first");
        assertThat(client.send("ping").text(5)).isEqualTo("ping!");
      }
      assertThat(head()).contains("upgrade: echo", "connection: upgrade");
      AccessEvent.Request event = rig.request();
      assertThat(event.answer().status()).isEqualTo(101);
      assertThat(event.traffic()).isEqualTo(new AccessEvent.Traffic(4, 10));
    }
  }

  @Test
  void losesNothingThatTheBackendSentBeforeItClosedAnUpgradedConnection() throws Exception {
    byte[] much = new byte[20_000_000];
    try (Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.head();
                  wire.send("HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
                  wire.send(much);
                });
        Rig rig = Front.of(backend.address());
        Wire client = Wire.to(rig.port())) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
      client.head();
      assertThat(client.rest()).hasSize(much.length);
      // Its own half was open until now.
      client.socket().shutdownOutput();
      rig.request();
    }
  }

  @Test
  void goesOnAfterAnUpgradeThatTheBackendRefuses() throws Exception {
    try (Scripted backend = answering("HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno");
        Rig rig = Front.of(backend.address());
        Wire client = Wire.to(rig.port())) {
      for (int i = 0; i < 2; i++) {
        client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n");
        assertThat(client.answer()).startsWith("HTTP/1.1 403 ").endsWith("no");
        rig.request();
      }
      assertThat(client.send(Front.get("/")).answer()).startsWith("HTTP/1.1 403 ");
      rig.request();
    }
  }

  @Test
  void answersManyRequestsThatCameAtOnceInOrder() throws Exception {
    try (Scripted one = Scripted.named("one");
        Scripted two = Scripted.named("two");
        Rig rig = Front.of(one.address(), two.address());
        Wire client = Wire.to(rig.port())) {
      client.send(Front.get("/1") + Front.get("/2") + Front.get("/3"));
      assertThat(client.answer()).endsWith("one");
      assertThat(client.answer()).endsWith("two");
      assertThat(client.answer()).endsWith("one");
      for (int i = 0; i < 3; i++) {
        rig.request();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /caf\u00e9 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GARBAGE\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nbad name: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: a\u0001b\r\n\r\n",
        "GET relative HTTP/1.1\r\nHost: a\r\n\r\n",
      })
  void refusesWhatIsMalformedAndServesTheNextConnection(String malformed) throws Exception {
    try (Scripted backend = Scripted.named("fine");
        Rig rig = Front.of(backend.address());
        Wire client = Wire.to(rig.port());
        Wire next = Wire.to(rig.port())) {
      assertThat(client.send(malformed).answer())
          .matches("(?s)HTTP/1[.][01] 400 .*")
          .contains("x-sluice-reason: bad-request")
          .containsIgnoringCase("connection: close");
      assertThat(client.gone()).isTrue();
      assertThat(rig.request().answer().reason()).isEqualTo("bad-request");
      assertThat(next.send(Front.get("/")).answer()).endsWith("fine");
      rig.request();
    }
  }

  /** Odd, but legal: it has to come out at the other end, or be refused, but never hang. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /caf%C3%A9 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX-Latin: caf\u00e9\r\n\r\n",
        "GET /?q=a|b{c}\"<> HTTP/1.1\r\nHost: a\r\n\r\n",
        "ODD-METHOD / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET http://b.example/x?y HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: [::1]:80\r\nX-Empty:\r\n\r\n",
      })
  void answersWhatIsOdd(String odd) throws Exception {
    try (Scripted backend = Scripted.named("fine");
        Rig rig = Front.of(backend.address());
        Wire client = Wire.to(rig.port())) {
      assertThat(client.send(odd).answer()).startsWith("HTTP/1.1 200 ").endsWith("fine");
      rig.request();
    }
  }

  @Test
  void refusesAHeadThatIsTooLarge() throws Exception {
    try (Scripted backend = Scripted.named("fine");
        Rig rig = Front.of(Front.SETTINGS.limits(1024, 0), backend.address());
        Wire client = Wire.to(rig.port());
        Wire other = Wire.to(rig.port())) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(1100) + "\r\n\r\n");
      assertThat(client.answer())
          .startsWith("HTTP/1.1 431 ")
          .contains("x-sluice-reason: header-too-large");
      other.send("GET /" + "x".repeat(1100) + " HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(other.answer())
          .matches("(?s)HTTP/1[.][01] 414 .*")
          .contains("x-sluice-reason: target-too-long");
      rig.request();
      rig.request();
    }
  }

  @Test
  void answersByItselfAndKeepsTheConnection() throws Exception {
    try (Scripted backend = Scripted.named("fine");
        Rig rig = Front.of(Front.SETTINGS.respond("/ping", "pong"), backend.address());
        Wire client = Wire.to(rig.port())) {
      for (int i = 0; i < 2; i++) {
        assertThat(client.send(Front.get("/ping")).answer())
            .startsWith("HTTP/1.1 200 ")
            .endsWith("pong");
        assertThat(rig.request().answer().rule()).isEqualTo("local");
      }
      client.send("POST /ping HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody");
      assertThat(client.answer()).endsWith("pong");
      rig.request();
      assertThat(client.send(Front.get("/other")).answer()).endsWith("fine");
      rig.request();
    }
  }

  @Test
  void answersInJsonToWhoAsksForIt() throws Exception {
    try (Rig rig = Front.of(Scripted.closedPort());
        Wire client = Wire.to(rig.port())) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nAccept: application/json\r\n\r\n");
      assertThat(client.answer())
          .contains("content-type: application/json")
          .contains("\"reason\":\"all-backends-down\"", "\"status\":503");
      assertThat(client.send(Front.get("/")).answer())
          .contains("content-type: text/plain")
          .endsWith("503 all-backends-down: No backend is available.\n");
      rig.request();
      rig.request();
    }
  }

  @Test
  void streamsBothWaysWithoutKeepingTheWhole() throws Exception {
    int pieces = 640;
    byte[] piece = new byte[100_000];
    CountDownLatch done = new CountDownLatch(1);
    try (Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.head();
                  wire.send("HTTP/1.1 200 OK\r\nContent-Length: 64000000\r\n\r\n");
                  for (int i = 0; i < pieces; i++) {
                    wire.send(wire.text(piece.length));
                  }
                  done.countDown();
                  wire.rest();
                });
        Rig rig = Front.of(backend.address());
        Wire client = Wire.to(rig.port())) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 64000000\r\n\r\n");
      Thread sender =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < pieces; i++) {
                    client.send(piece);
                  }
                } catch (java.io.IOException e) {
                  done.countDown();
                }
              });
      sender.start();
      assertThat(client.head()).startsWith("HTTP/1.1 200 ");
      assertThat(client.text(64_000_000)).hasSize(64_000_000);
      done.await();
      sender.join();
      assertThat(rig.request().traffic())
          .isEqualTo(new AccessEvent.Traffic(64_000_000, 64_000_000));
    }
  }
}
