package dev.sluice.balancer.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.http.head.BodyLength;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.stream.Outgoing;
import dev.sluice.balancer.net.Undated;
import dev.sluice.balancer.net.Wire;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which connections serve again, and that their answers come in order. */
class KeepAliveTest {

  private static String get(String target, String... lines) {
    return "GET " + target + " HTTP/1.1\r\nHost: a\r\n" + String.join("", lines) + "\r\n";
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static void name(Served served) {
    served.answer(served.target);
  }

  @Test
  void answersOneRequestAfterTheOther() throws Exception {
    try (H1Front front = H1Front.start(KeepAliveTest::name);
        Wire client = front.connect()) {
      for (int i = 0; i < 3; i++) {
        assertThat(Undated.of(client.send(get("/" + i)).answer()))
            .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n/" + i);
      }
      assertThat(front.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1, '', ''",
    "HTTP/1.1, keep-alive, ''",
    "HTTP/1.1, close, close",
    "HTTP/1.1, 'x, Close', close",
    "HTTP/1.0, '', close",
    "HTTP/1.0, keep-alive, keep-alive",
    "HTTP/1.0, 'keep-alive, close', close",
  })
  void goesByVersionAndConnection(String version, String asked, String said) throws Exception {
    try (H1Front front = H1Front.start(KeepAliveTest::name);
        Wire client = front.connect()) {
      String option = asked.isEmpty() ? "" : "Connection: " + asked + "\r\n";
      client.send("GET /a " + version + "\r\nHost: a\r\n" + option + "\r\n");
      String head = client.head();
      assertThat(client.text(2)).isEqualTo("/a");
      assertThat(head.contains("Connection:")).isEqualTo(!said.isEmpty());
      if (!said.isEmpty()) {
        assertThat(head).contains("\r\nConnection: " + said + "\r\n");
      }
      if (said.equals("close")) {
        assertThat(client.ending()).isEqualTo("end");
      } else {
        assertThat(client.send(get("/b")).answer()).endsWith("\r\n\r\n/b");
      }
    }
  }

  @Test
  void answersPipelinedRequestsInOrderOneAtATime() throws Exception {
    try (H1Front front = H1Front.start(served -> {});
        Wire client = front.connect()) {
      client.send(
          get("/1") + "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc" + get("/3"));
      for (int i = 1; i <= 3; i++) {
        Served served = front.next();
        assertThat(served.target).isEqualTo("/" + i);
        assertThat(front.noMore()).isTrue();
        front.run(() -> name(served));
        assertThat(client.answer()).endsWith("\r\n\r\n/" + i);
      }
    }
  }

  @Test
  void dropsWhatIsPipelinedBehindTheLastAnswer() throws Exception {
    try (H1Front front = H1Front.start(KeepAliveTest::name);
        Wire client = front.connect()) {
      client.send(get("/1", "Connection: close\r\n") + get("/2"));
      assertThat(text(client.rest())).endsWith("\r\n\r\n/1").doesNotContain("/2");
      assertThat(front.next().target).isEqualTo("/1");
      assertThat(front.noMore()).isTrue();
    }
  }

  @Test
  void takesAnEmptyLineBetweenRequests() throws Exception {
    try (H1Front front = H1Front.start(KeepAliveTest::name);
        Wire client = front.connect()) {
      client.send("\r\n" + get("/1") + "\r\n" + get("/2"));
      assertThat(client.answer()).endsWith("/1");
      assertThat(client.answer()).endsWith("/2");
    }
  }

  @Test
  void endsABodyOfUnknownLengthByChunksOrWithTheConnection() throws Exception {
    try (H1Front front =
            H1Front.start(
                served -> {
                  Outgoing out = served.begin(BodyLength.UNKNOWN);
                  out.data(Served.bytes("one"));
                  out.data(Served.bytes("two"));
                  out.end(Fields.NONE);
                });
        Wire modern = front.connect();
        Wire old = front.connect()) {
      assertThat(modern.send(get("/")).answer()).endsWith("\r\n\r\nonetwo");
      assertThat(modern.send(get("/")).answer()).endsWith("\r\n\r\nonetwo");
      old.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
      assertThat(Undated.of(text(old.rest())))
          .isEqualTo("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nonetwo");
    }
  }

  @Test
  void sendsNoBodyBehindTheAnswerToAHead() throws Exception {
    try (H1Front front = H1Front.start(KeepAliveTest::name);
        Wire client = front.connect()) {
      client.send("HEAD /long HTTP/1.1\r\nHost: a\r\n\r\n" + get("/2"));
      assertThat(Undated.of(client.head()))
          .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
      assertThat(front.next().down.written()).isZero();
      assertThat(client.answer()).endsWith("/2");
      assertThat(front.next().down.written()).isEqualTo(2);
    }
  }

  @Test
  void sendsAnAnswerThatIsWrittenInPieces() throws Exception {
    try (H1Front front = H1Front.start(served -> {});
        Wire client = front.connect()) {
      client.send(get("/"));
      Served served = front.next();
      Outgoing out = front.get(() -> served.begin(6));
      front.run(out::flush);
      assertThat(client.head()).startsWith("HTTP/1.1 200 OK\r\n");
      front.run(
          () -> {
            out.data(Served.bytes("abc"));
            out.flush();
          });
      assertThat(client.text(3)).isEqualTo("abc");
      front.run(
          () -> {
            out.data(Served.bytes("def"));
            out.end(Fields.NONE);
          });
      assertThat(client.text(3)).isEqualTo("def");
      assertThat(front.get(served.down::written)).isEqualTo(6);
    }
  }
}
