package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The less usual ways in which a request or an answer may come. */
class HttpExchangeIT {

  private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

  private static Backends backends;
  private static Balancer balancer;

  @BeforeAll
  static void start() {
    backends = Backends.http(1);
    balancer = Balancer.start(Balancer.http(backends));
  }

  @AfterAll
  static void stop() {
    balancer.close();
    backends.close();
  }

  @Test
  void aClientThatExpectsToBeAskedForItsBodyIsAsked() throws IOException {
    try (Wire wire = Wire.to(balancer.port())) {
      wire.send(
          "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
      assertThat(wire.head()).first().asString().startsWith("HTTP/1.1 100 ");
      assertThat(wire.send("hello").answer().text()).isEqualTo("hello");
      assertThat(wire.send(GET).answer().status()).isEqualTo(200);
    }
  }

  @Test
  void aClientThatExpectsToBeAskedMayBeRefused() throws IOException {
    try (ScriptedBackend backend =
            ScriptedBackend.answering("HTTP/1.1 417 No\r\nContent-Length: 2\r\n\r\nno");
        Balancer front = Balancer.start(Balancer.http(backend.port()));
        Wire wire = Wire.to(front.port())) {
      wire.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
      Answer answer = wire.answer();
      assertThat(answer.status()).isEqualTo(417);
      assertThat(answer.text()).isEqualTo("no");
    }
  }

  @Test
  void earlyHintsArePassedOn() throws IOException {
    try (ScriptedBackend backend =
            ScriptedBackend.answering(
                "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"
                    + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
        Balancer front = Balancer.start(Balancer.http(backend.port()));
        Wire wire = Wire.to(front.port())) {
      List<String> hints = wire.send(GET).head();
      assertThat(hints.get(0)).startsWith("HTTP/1.1 103 ");
      assertThat(hints).anyMatch(line -> line.equalsIgnoreCase("link: </a.css>; rel=preload"));
      assertThat(wire.answer().text()).isEqualTo("hi");
    }
  }

  @Test
  void aChunkedRequestArrivesWhole() throws IOException {
    try (Wire wire = Wire.to(balancer.port())) {
      wire.send("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      wire.send("5;name=value\r\nhello\r\n");
      wire.send("6\r\n world\r\n0\r\nX-Trailer: seen\r\n\r\n");
      assertThat(wire.answer().text()).isEqualTo("hello world");
      assertThat(wire.send(GET).answer().status()).isEqualTo(200);
    }
  }

  @Test
  void aChunkedRequestReachesTheBackendChunked() throws IOException {
    try (ScriptedBackend backend =
            new ScriptedBackend(
                wire -> {
                  List<String> head = wire.head();
                  byte[] body = wire.chunks();
                  wire.head();
                  boolean clean =
                      head.stream().noneMatch(l -> l.toLowerCase().startsWith("content-length"));
                  String text = clean + " " + new String(body);
                  wire.send(
                      "HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\n\r\n" + text);
                });
        Balancer front = Balancer.start(Balancer.http(backend.port()));
        Wire wire = Wire.to(front.port())) {
      wire.send(
          "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n");
      assertThat(wire.answer().text()).isEqualTo("true abcdef");
    }
  }

  @Test
  void aChunkedAnswerArrivesWholeAndWithItsTrailers() throws IOException {
    try (ScriptedBackend backend =
            ScriptedBackend.answering(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
                    + "5\r\nhello\r\n6\r\n world\r\n0\r\nX-Sum: 42\r\n\r\n");
        Balancer front = Balancer.start(Balancer.http(backend.port()));
        Wire wire = Wire.to(front.port())) {
      for (int i = 0; i < 2; i++) {
        Answer answer = wire.send(GET).answer();
        assertThat(answer.text()).isEqualTo("hello world");
        assertThat(answer.trailers()).containsExactly(Map.entry("x-sum", "42"));
      }
      assertThat(backend.accepted()).isEqualTo(1);
    }
  }

  @Test
  void anAnswerIsPassedOnWhileItComes() throws IOException {
    Gate seen = new Gate();
    try (ScriptedBackend backend =
            new ScriptedBackend(
                wire -> {
                  wire.head();
                  wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
                  seen.await();
                  wire.send("3\r\ntwo\r\n0\r\n\r\n");
                });
        Balancer front = Balancer.start(Balancer.http(backend.port()));
        Wire wire = Wire.to(front.port())) {
      wire.send(GET).head();
      assertThat(wire.line()).isEqualTo("3");
      assertThat(wire.exactly(5)).asString().isEqualTo("one\r\n");
      seen.open();
      assertThat(wire.chunks()).asString().isEqualTo("two");
    }
  }

  @Test
  void aHeadRequestHasNoBodyButItsLength() throws IOException {
    try (Wire wire = Wire.to(balancer.port())) {
      Answer answer = wire.send("HEAD /bytes/1000 HTTP/1.1\r\nHost: x\r\n\r\n").answerToHead();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("content-length")).isEqualTo("1000");
      assertThat(wire.send(GET).answer().status()).isEqualTo(200);
    }
  }

  @Test
  void answersWithoutABodyLeaveTheConnectionInStep() throws IOException {
    try (Wire wire = Wire.to(balancer.port())) {
      for (int status : new int[] {204, 304, 404, 500}) {
        Answer answer =
            wire.send("GET /status/" + status + " HTTP/1.1\r\nHost: x\r\n\r\n").answer();
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.all("x-sluice-reason")).isEmpty();
      }
      assertThat(wire.send(GET).answer().status()).isEqualTo(200);
    }
  }

  @Test
  void anHttp10ClientGetsAnAnswerItUnderstands() throws IOException {
    try (Wire wire = Wire.to(balancer.port())) {
      Answer answer = wire.send("GET /stream/3 HTTP/1.0\r\n\r\n").answer();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.all("transfer-encoding")).isEmpty();
      assertThat(answer.text()).isEqualTo("chunk 1\nchunk 2\nchunk 3\n");
      assertThat(wire.ended()).isTrue();
    }
  }

  @Test
  void anHttp10ClientMayKeepItsConnection() throws IOException {
    try (Wire wire = Wire.to(balancer.port())) {
      for (int i = 0; i < 2; i++) {
        Answer answer = wire.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").answer();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("connection")).isEqualToIgnoringCase("keep-alive");
      }
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws IOException {
    try (Wire wire = Wire.to(balancer.port())) {
      wire.send(
          IntStream.range(0, 20)
              .mapToObj(i -> "GET /bytes/" + (i * 100) + " HTTP/1.1\r\nHost: x\r\n\r\n")
              .collect(Collectors.joining()));
      for (int i = 0; i < 20; i++) {
        assertThat(wire.answer().body()).hasSize(i * 100);
      }
    }
  }

  @Test
  void pipelinedRequestsWithBodiesAreToldApart() throws IOException {
    try (Wire wire = Wire.to(balancer.port())) {
      wire.send(
          "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\none"
              + "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "3\r\ntwo\r\n0\r\n\r\n"
              + GET);
      assertThat(wire.answer().text()).isEqualTo("one");
      assertThat(wire.answer().text()).isEqualTo("two");
      assertThat(wire.answer().text()).startsWith("Hi from");
    }
  }

  @Test
  void anAnswerThatEndsWithItsConnectionArrivesWhole() throws IOException {
    try (ScriptedBackend backend =
            new ScriptedBackend(
                wire -> {
                  wire.head();
                  wire.send("HTTP/1.1 200 OK\r\n\r\nuntil the end");
                });
        Balancer front = Balancer.start(Balancer.http(backend.port()));
        Wire wire = Wire.to(front.port())) {
      for (int i = 0; i < 2; i++) {
        Answer answer = wire.send(GET).answer();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("until the end");
      }
    }
  }

  @Test
  void anAnswerOfHttp10ArrivesWhole() throws IOException {
    try (ScriptedBackend backend =
            new ScriptedBackend(
                wire -> {
                  wire.head();
                  wire.send("HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nold");
                });
        Balancer front = Balancer.start(Balancer.http(backend.port()));
        Wire wire = Wire.to(front.port())) {
      for (int i = 0; i < 3; i++) {
        assertThat(wire.send(GET).answer().text()).isEqualTo("old");
      }
    }
  }

  @Test
  void aBrokenOffAnswerDoesNotLookComplete() throws IOException {
    assertBrokenOff("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
    assertBrokenOff("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nonly\r\n");
  }

  private static void assertBrokenOff(String beginning) throws IOException {
    for (boolean reset : new boolean[] {true, false}) {
      Gate seen = new Gate();
      try (ScriptedBackend backend =
              new ScriptedBackend(
                  wire -> {
                    wire.head();
                    wire.send(beginning);
                    seen.await();
                    if (reset) {
                      wire.reset();
                    }
                  });
          Balancer front = Balancer.start(Balancer.http(backend.port()));
          Wire wire = Wire.to(front.port())) {
        wire.send(GET);
        Await.until("the request arrives", () -> backend.accepted() == 1);
        seen.open();
        // Either the head came through, and then the body is cut, or it is a 502.
        assertThatThrownBy(
                () -> {
                  Answer answer = wire.answer();
                  if (answer.status() == 502) {
                    throw new IOException("502");
                  }
                })
            .isInstanceOf(IOException.class);
        assertThat(front.accessLog(1).get(0).getString("result")).isEqualTo("backend-reset");
      }
    }
  }

  @Test
  void aBackendThatEndsBeforeItsAnswerIsABadGateway() throws IOException {
    try (ScriptedBackend backend = new ScriptedBackend(Wire::head);
        Balancer front = Balancer.start(Balancer.http(backend.port()))) {
      Answer answer = Wire.get(front.port(), "/");
      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.header("x-sluice-reason")).isEqualTo("backend-reset");
    }
  }

  @Test
  void aBackendThatTalksNonsenseIsABadGateway() throws IOException {
    try (ScriptedBackend backend =
            new ScriptedBackend(
                wire -> {
                  wire.head();
                  wire.send("220 mail.example.com ESMTP\r\n\r\n");
                });
        Balancer front = Balancer.start(Balancer.http(backend.port()))) {
      Answer answer = Wire.get(front.port(), "/");
      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.header("x-sluice-reason")).isEqualTo("bad-response");
    }
  }
}
