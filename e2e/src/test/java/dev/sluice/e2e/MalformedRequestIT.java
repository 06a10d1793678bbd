package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad requests are refused in words, their connection ends, and the next one is served. */
class MalformedRequestIT {

  private static final String HOST = "Host: example.com\r\n";
  private static final int LIMIT = 16 * 1024;

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

  static Stream<Arguments> requests() {
    return Stream.of(
        bad("no host", "GET / HTTP/1.1\r\n\r\n"),
        bad("two hosts", "GET / HTTP/1.1\r\n" + HOST + "Host: example.org\r\n\r\n"),
        bad("two equal hosts", "GET / HTTP/1.1\r\n" + HOST + HOST + "\r\n"),
        bad("a host with a path", "GET / HTTP/1.1\r\nHost: example.com/x\r\n\r\n"),
        bad("a host with a user", "GET / HTTP/1.1\r\nHost: me@example.com\r\n\r\n"),
        bad("a method that is no token", "G(E)T / HTTP/1.1\r\n" + HOST + "\r\n"),
        bad("no method", " / HTTP/1.1\r\n" + HOST + "\r\n"),
        bad("garbage", "\u0016\u0003\u0001\u0002\r\n\r\n"),
        bad("one word", "hello\r\n\r\n"),
        bad("a target without a slash", "GET index.html HTTP/1.1\r\n" + HOST + "\r\n"),
        bad("a space in the target", "GET /a b HTTP/1.1\r\n" + HOST + "\r\n"),
        refused(
            "an unknown version", 505, "unsupported-version", "GET / HTTP/7.3\r\n" + HOST + "\r\n"),
        bad("a field without a colon", "GET / HTTP/1.1\r\n" + HOST + "Colour red\r\n\r\n"),
        bad("a space before the colon", "GET / HTTP/1.1\r\n" + HOST + "Colour : red\r\n\r\n"),
        bad("a field without a name", "GET / HTTP/1.1\r\n" + HOST + ": red\r\n\r\n"),
        bad("a field name that is no token", "GET / HTTP/1.1\r\n" + HOST + "Col@ur: red\r\n\r\n"),
        bad("a NUL in a value", "GET / HTTP/1.1\r\n" + HOST + "Colour: r\u0000d\r\n\r\n"),
        bad("a negative length", post("Content-Length: -1") + "x"),
        bad("a length in words", post("Content-Length: five") + "x"),
        bad("a signed length", post("Content-Length: +1") + "x"),
        bad("a length beyond 2^63", post("Content-Length: 9223372036854775808") + "x"),
        bad("two different lengths", post("Content-Length: 1\r\nContent-Length: 2") + "xx"),
        bad("a list of different lengths", post("Content-Length: 1, 2") + "xx"),
        bad(
            "a length and chunks",
            post("Content-Length: 5\r\nTransfer-Encoding: chunked") + "0\r\n\r\n"),
        refused(
            "an unknown coding",
            501,
            "not-implemented",
            post("Transfer-Encoding: gzip, chunked") + "0\r\n\r\n"),
        bad("chunked misspelt", post("Transfer-Encoding: xchunked") + "0\r\n\r\n"),
        bad("chunked twice", post("Transfer-Encoding: chunked, chunked") + "0\r\n\r\n"),
        bad("a coding with HTTP/1.0", chunked10() + "0\r\n\r\n"),
        bad("a chunk size that is no number", post("Transfer-Encoding: chunked") + "zz\r\n\r\n"),
        bad("a negative chunk size", post("Transfer-Encoding: chunked") + "-1\r\n\r\n"),
        refused(
            "a tunnel", 405, "method-not-allowed", "CONNECT x:443 HTTP/1.1\r\n" + HOST + "\r\n"),
        refused(
            "a line beyond the limit",
            414,
            "target-too-long",
            "GET /" + "a".repeat(LIMIT) + " HTTP/1.1\r\n" + HOST + "\r\n"),
        refused(
            "a field beyond the limit",
            431,
            "header-too-large",
            "GET / HTTP/1.1\r\n" + HOST + "Colour: " + "r".repeat(LIMIT) + "\r\n\r\n"),
        refused(
            "too many fields",
            431,
            "header-too-large",
            "GET / HTTP/1.1\r\n" + HOST + "Colour: red\r\n".repeat(LIMIT / 10) + "\r\n"));
  }

  private static Arguments bad(String what, String request) {
    return refused(what, 400, "bad-request", request);
  }

  private static Arguments refused(String what, int status, String reason, String request) {
    return Arguments.of(what, status, reason, request);
  }

  private static String post(String fields) {
    return "POST /upload HTTP/1.1\r\n" + HOST + fields + "\r\n\r\n";
  }

  private static String chunked10() {
    return "POST /upload HTTP/1.0\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n";
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("requests")
  void isRefused(String what, int status, String reason, String request) throws IOException {
    try (Wire wire = Wire.to(balancer.port())) {
      Answer answer = wire.send(request).answer();
      assertThat(answer.status()).as(what).isEqualTo(status);
      assertThat(answer.header("x-sluice-reason")).as(what).isEqualTo(reason);
      assertThat(answer.text()).isNotEmpty();
      assertThat(wire.ended()).as("the connection after %s", what).isTrue();
    }
    Answer next = Wire.get(balancer.port(), "/");
    assertThat(next.status()).isEqualTo(200);
    assertThat(next.text().strip()).isEqualTo(backends.greetings(1).get(0));
  }
}
