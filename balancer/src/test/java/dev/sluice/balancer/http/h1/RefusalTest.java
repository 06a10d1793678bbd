package dev.sluice.balancer.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.stream.Fault;
import dev.sluice.balancer.http.stream.Incoming;
import dev.sluice.balancer.http.stream.Outgoing;
import dev.sluice.balancer.net.Wire;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What never becomes a request, and faults of our own. */
class RefusalTest {

  private static final String GET = "GET /ok HTTP/1.1\r\nHost: a\r\n\r\n";

  static Stream<Arguments> heads() {
    return Stream.of(
        Arguments.of("GET / HTTP/1.1\r\n\r\n", 400, "bad-request"),
        Arguments.of("G@T / HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad-request"),
        Arguments.of("GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400, "bad-request"),
        Arguments.of("GET / HTTP/3.0\r\nHost: a\r\n\r\n", 505, "unsupported-version"),
        Arguments.of(
            "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 400, "bad-request"),
        Arguments.of("GET /" + "x".repeat(5_000), 414, "target-too-long"),
        Arguments.of(
            "GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(5_000), 431, "header-too-large"));
  }

  @ParameterizedTest
  @MethodSource("heads")
  void malformedHeadsAreAnsweredLoggedAndTheEnd(String head, int status, String word)
      throws Exception {
    try (H1Front front = H1Front.start(served -> served.answer("ok"));
        Wire client = front.connect()) {
      assertThat(client.send(GET).answer()).endsWith("ok");
      client.send(head + GET);
      String answer = client.answer();
      assertThat(answer)
          .startsWith("HTTP/1.1 " + status + " ")
          .contains("\r\nConnection: close\r\n")
          .contains("\r\nx-sluice-reason: " + word + "\r\n")
          .contains("\r\n\r\n" + status + " " + word + ": ")
          .endsWith(".\n");
      assertThat(client.ending()).isEqualTo("end");
      assertThat(front.refused()).containsExactly(word);
      assertThat(front.next().target).isEqualTo("/ok");
      assertThat(front.noMore()).isTrue();
    }
  }

  @Test
  void comeBehindTheAnswersBeforeThem() throws Exception {
    try (H1Front front = H1Front.start(served -> {});
        Wire client = front.connect()) {
      client.send(GET + "BAD\r\n\r\n");
      Served served = front.next();
      assertThat(front.refused()).isEmpty();
      front.run(() -> served.answer("ok"));
      assertThat(client.answer()).endsWith("ok");
      assertThat(client.answer()).startsWith("HTTP/1.1 400 ");
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aFaultBeforeTheAnswerIsA500(String where, Consumer<Served> script) throws Exception {
    try (H1Front front = H1Front.start(script::accept);
        Wire client = front.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab");
      String answer = client.answer();
      assertThat(answer)
          .startsWith("HTTP/1.1 500 ")
          .contains("\r\nx-sluice-reason: internal-error\r\n")
          .doesNotContain("Exception", "our fault");
      assertThat(client.ending()).isEqualTo("end");
      assertThat(front.next().told()).containsOnlyOnce("gone");
      assertThat(front.refused()).containsExactly("internal-error");
    }
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of("handler", script(served -> fail())),
        Arguments.of("head", script(served -> badHead(served))),
        Arguments.of(
            "interim",
            script(
                served ->
                    served.down.interim(
                        Served.head(103, 0), new HeadEdits().add(FieldName.of("x"), "a\r\nb: c")))),
        Arguments.of("receiver", script(served -> served.down.body().start(new Failing()))));
  }

  private static Consumer<Served> script(Consumer<Served> script) {
    return script;
  }

  private static void fail() {
    throw new IllegalStateException("our fault");
  }

  private static void badHead(Served served) {
    Outgoing out =
        served.down.answer(
            Served.head(200, 2), new HeadEdits().add(FieldName.of("x"), "a\r\nb: c"), 2);
    out.data(Served.bytes("ok"));
    out.end(Fields.NONE);
  }

  @Test
  void aFaultForAHeadHasNoBody() throws Exception {
    try (H1Front front = H1Front.start(served -> fail());
        Wire client = front.connect()) {
      client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(new String(client.rest(), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 500 ")
          .endsWith("\r\n\r\n");
    }
  }

  @Test
  void aFaultInTheMiddleOfAnAnswerBreaksItOff() throws Exception {
    try (H1Front front =
            H1Front.start(
                served -> {
                  Outgoing out = served.begin(5);
                  out.data(Served.bytes("he"));
                  out.flush();
                  fail();
                });
        Wire client = front.connect()) {
      client.send(GET);
      assertThat(new String(client.rest(), StandardCharsets.US_ASCII)).doesNotContain("500");
      assertThat(front.next().told()).containsExactly("gone");
    }
  }

  @Test
  void aFaultBehindAnAnswerHarmsNobody() throws Exception {
    try (H1Front front =
            H1Front.start(
                served -> {
                  served.answer("ok");
                  fail();
                });
        Wire client = front.connect()) {
      assertThat(client.send(GET).answer()).endsWith("ok");
      assertThat(client.send(GET).answer()).endsWith("ok");
      assertThat(front.next().told()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("lies")
  void anAnswerThatIsNotWhatItsHeadSaysIsBrokenOff(String body) throws Exception {
    try (H1Front front =
            H1Front.start(
                served -> {
                  Outgoing out = served.begin(3);
                  out.data(Served.bytes(body));
                  out.end(Fields.NONE);
                });
        Wire client = front.connect()) {
      client.send(GET + GET);
      String all = new String(client.rest(), StandardCharsets.US_ASCII);
      assertThat(all).doesNotContain("fourth").hasSizeLessThan(46);
      assertThat(front.next().told()).containsExactly("gone");
      assertThat(front.noMore()).isTrue();
    }
  }

  static Stream<String> lies() {
    return Stream.of("12", "123fourth");
  }

  /** Throws. */
  private static final class Failing implements Incoming.Receiver {

    @Override
    public void data(ByteBuf bytes) {
      bytes.release();
      fail();
    }

    @Override
    public void batched() {
      fail();
    }

    @Override
    public void end(Fields trailers) {
      fail();
    }

    @Override
    public void broken(Fault fault) {
      fail();
    }
  }
}
