package dev.sluice.balancer.http.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.http.head.FieldList;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.stream.Downstream;
import dev.sluice.balancer.http.stream.Outgoing;
import dev.sluice.balancer.net.Rig;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests over HTTP/2 as those see them who serve them, and their answers. */
class VertxDownstreamTest {

  private static final int NO_ERROR = 0;
  private static final int PROTOCOL_ERROR = 1;
  private static final int INTERNAL_ERROR = 2;
  private static final int CANCEL = 8;

  private final Answers answers = new Answers();

  private Rig collecting() {
    return Fronts.of(
        request -> {
          request.listen(answers.listener());
          request
              .body()
              .start(
                  answers.collecting(
                      all ->
                          Answers.send(
                              request, request.head().length() + " " + String.join("|", all))));
        });
  }

  @Test
  void bodyAndTrailersArrive() throws Exception {
    try (Rig rig = collecting();
        H2Wire client = H2Wire.client(rig.port())) {
      client.post(1, "/", "te", "trailers").data(1, false, "hello ").data(1, false, "world");
      client.headers(1, true, "x-checksum", "42", "content-length", "99");
      assertThat(client.body()).isEqualTo("-1 hello world|x-checksum: 42");
      client.post(3, "/", "content-length", "3").data(3, true, "abc");
      assertThat(client.body()).isEqualTo("3 abc");
    }
  }

  @Test
  void answerWithTrailers() throws Exception {
    try (Rig rig =
            Fronts.of(
                request -> {
                  request.listen(answers.listener());
                  Outgoing out =
                      request.answer(
                          Answers.head(
                              200,
                              "Grpc-Encoding",
                              "identity",
                              "Connection",
                              "close, x-hop",
                              "X-Hop",
                              "1",
                              "Keep-Alive",
                              "timeout=5"),
                          new HeadEdits().set(FieldName.VIA, "2.0 sluice"),
                          -1);
                  out.data(Answers.bytes("payload"));
                  out.flush();
                  out.end(FieldList.of("grpc-status", "0"));
                });
        H2Wire client = H2Wire.client(rig.port()).get(1, "/")) {
      Http2Headers head = client.head();
      assertThat(head.status()).hasToString("200");
      assertThat(head.get("grpc-encoding")).hasToString("identity");
      assertThat(head.get("via")).hasToString("2.0 sluice");
      assertThat(
              head.contains("connection") || head.contains("x-hop") || head.contains("keep-alive"))
          .isFalse();
      assertThat(client.next(H2Wire.DATA).text()).isEqualTo("payload");
      H2Wire.Frame trailers = client.next(H2Wire.HEADERS);
      assertThat(trailers.ends()).isTrue();
      assertThat(client.fields(trailers).get("grpc-status")).hasToString("0");
    }
  }

  @Test
  void interimAnswersGoAhead() throws Exception {
    try (Rig rig =
            Fronts.of(
                request -> {
                  request.listen(answers.listener());
                  answers.note("expects " + request.expectsContinue());
                  request.interim(Answers.head(100), new HeadEdits());
                  request.interim(Answers.head(103, "link", "</a>"), new HeadEdits());
                  request.interim(Answers.head(110), new HeadEdits());
                  request
                      .body()
                      .start(answers.collecting(all -> Answers.send(request, all.get(0))));
                });
        H2Wire client = H2Wire.client(rig.port())) {
      client.post(1, "/", "expect", "100-continue");
      assertThat(answers.note()).isEqualTo("expects true");
      assertThat(client.head().status()).hasToString("100");
      Http2Headers hints = client.head();
      assertThat(hints.status()).hasToString("103");
      assertThat(hints.get("link")).hasToString("</a>");
      assertThat(client.head().status()).hasToString("110");
      client.data(1, true, "now");
      assertThat(client.head().status()).hasToString("200");
      assertThat(client.body()).isEqualTo("now");
    }
  }

  @Test
  void answerWithoutBodyIsItsHead() throws Exception {
    try (Rig rig =
            Fronts.of(
                request -> {
                  request.listen(answers.listener());
                  request.answer(Answers.head(204), new HeadEdits(), 0).end(Fields.NONE);
                });
        H2Wire client = H2Wire.client(rig.port()).get(1, "/")) {
      H2Wire.Frame head = client.next(H2Wire.HEADERS);
      assertThat(head.ends()).isTrue();
      assertThat(client.fields(head).status()).hasToString("204");
    }
  }

  @Test
  void bodyThatNobodyReadsIsRefusedOnceTheAnswerIsOut() throws Exception {
    try (Rig rig = Fronts.of(answers.describing());
        H2Wire client = H2Wire.client(rig.port()).post(1, "/").data(1, false, "begun")) {
      assertThat(client.body()).contains("POST");
      H2Wire.Frame reset = client.resetFrame();
      assertThat(reset.stream()).isEqualTo(1);
      assertThat(reset.code()).isEqualTo(NO_ERROR);
      // The connection goes on.
      client.get(3, "/");
      assertThat(client.body()).contains("GET");
      assertThat(answers.quiet()).isTrue();
    }
  }

  @Test
  void resetByTheServerIsNoEnd() throws Exception {
    try (Rig rig =
            Fronts.of(
                request -> {
                  request.listen(answers.listener());
                  Outgoing out = request.answer(Answers.head(200), new HeadEdits(), -1);
                  out.data(Answers.bytes("half"));
                  out.flush();
                  request.reset();
                  out.data(Answers.bytes("nothing"));
                  out.end(Fields.NONE);
                });
        H2Wire client = H2Wire.client(rig.port()).get(1, "/")) {
      assertThat(client.resetFrame().code()).isEqualTo(INTERNAL_ERROR);
      assertThat(answers.quiet()).isTrue();
    }
  }

  @Test
  void clientThatCancelsIsGone() throws Exception {
    AtomicReference<Downstream> held = new AtomicReference<>();
    try (Rig rig =
            Fronts.of(
                request -> {
                  request.listen(answers.listener());
                  held.set(request);
                  answers.note("there");
                });
        H2Wire client = H2Wire.client(rig.port()).get(1, "/")) {
      assertThat(answers.note()).isEqualTo("there");
      client.reset(1, CANCEL);
      assertThat(answers.note()).isEqualTo("gone");
      // What is written to nobody is of no effect.
      Answers.send(held.get(), "late");
      client.get(3, "/");
      assertThat(answers.note()).isEqualTo("there");
      client.wire().reset();
      assertThat(answers.note()).isEqualTo("gone");
    }
  }

  @Test
  void clientThatCancelsItsUploadBreaksIt() throws Exception {
    try (Rig rig = collecting();
        H2Wire client = H2Wire.client(rig.port()).post(1, "/").data(1, false, "begun")) {
      rig.awaitTurn();
      client.reset(1, CANCEL);
      assertThat(answers.note()).isEqualTo("broken RESET");
      assertThat(answers.note()).isEqualTo("gone");
    }
  }

  @Test
  void lengthThatIsNotKeptBreaksTheBody() throws Exception {
    try (Rig rig = collecting();
        H2Wire client = H2Wire.client(rig.port())) {
      client.post(1, "/", "content-length", "3").data(1, true, "four");
      assertThat(client.resetFrame().code()).isEqualTo(PROTOCOL_ERROR);
      assertThat(answers.note()).isEqualTo("broken MALFORMED");
      assertThat(answers.note()).isEqualTo("gone");
    }
  }

  @Test
  void slowClientIsWaitedFor() throws Exception {
    int chunk = 16 * 1024;
    AtomicReference<Outgoing> held = new AtomicReference<>();
    try (Rig rig =
            Fronts.of(
                request -> {
                  request.listen(answers.listener());
                  Outgoing out = request.answer(Answers.head(200), new HeadEdits(), -1);
                  held.set(out);
                  int most = 0;
                  while (out.isWritable() && most < 1_000) {
                    out.data(Answers.bytes("x".repeat(chunk)));
                    out.flush();
                    most++;
                  }
                  answers.note(most < 20 ? "stopped" : "went on for " + most);
                });
        H2Wire client = H2Wire.client(rig.port()).get(1, "/")) {
      assertThat(answers.note()).isEqualTo("stopped");
      client.window(0, 10_000_000).window(1, 10_000_000);
      assertThat(answers.note()).isEqualTo("writable");
    }
  }

  @Test
  void uploadIsReadOnlyAsFarAsItIsAskedFor() throws Exception {
    AtomicReference<Downstream> held = new AtomicReference<>();
    try (Rig rig =
            Fronts.of(
                request -> {
                  request.listen(answers.listener());
                  held.set(request);
                  answers.note("there");
                });
        H2Wire client = H2Wire.client(rig.port()).post(1, "/")) {
      assertThat(answers.note()).isEqualTo("there");
      for (int i = 0; i < 65_535 / 1_000; i++) {
        client.data(1, false, "y".repeat(1_000));
      }
      client.frame(H2Wire.PING, 0, 0, new byte[8]);
      H2Wire.Frame next = client.next();
      while (next.type() != H2Wire.PING) {
        assertThat(next.type()).isNotEqualTo(H2Wire.WINDOW_UPDATE);
        next = client.next();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a method that is no token|:method|G T",
        "a path without a slash|:path|x",
        "an absolute path|:path|http://example.com/",
        "a space in the path|:path|/a b",
        "a fragment|:path|/a#b",
        "an asterisk for GET|:path|*",
        "another scheme|:scheme|ftp",
        "user information|:authority|user@example.com",
        "an empty port|:authority|example.com:",
        "a port out of range|:authority|example.com:65536",
        "a path in the authority|:authority|example.com/x",
        "another host|host|other.example",
        "a connection|connection|close",
        "a transfer coding|transfer-encoding|chunked",
        "a te|te|gzip",
        "upper case|X-Upper|1",
        "an unknown pseudo-header field|:unknown|1",
        "a length that is no number|content-length|1x",
        "a space ahead|x-space|' 1'",
        "a space behind|x-space|'1 '",
        "a line feed|x-line|'1\n2'",
      })
  void malformedRequestIsReset(String what, String name, String value) throws Exception {
    try (Rig rig = Fronts.of(answers.describing());
        H2Wire client = H2Wire.client(rig.port())) {
      String[] fields = {
        ":method", "GET", ":scheme", "http", ":authority", "example.com", ":path", "/"
      };
      boolean replaced = false;
      for (int i = 0; i < fields.length; i += 2) {
        if (fields[i].equals(name)) {
          fields[i + 1] = value;
          replaced = true;
        }
      }
      if (!replaced) {
        fields = java.util.Arrays.copyOf(fields, 10);
        fields[8] = name;
        fields[9] = value;
      }
      client.headers(1, true, fields);
      assertThat(client.resetFrame().code()).as(what).isEqualTo(PROTOCOL_ERROR);
      client.get(3, "/");
      assertThat(client.body()).isEqualTo("GET http://example.com/ 0");
      rig.logged();
    }
  }

  @Test
  void hostServesWhereThereIsNoAuthority() throws Exception {
    try (Rig rig = Fronts.of(answers.describing());
        H2Wire client = H2Wire.client(rig.port())) {
      client.headers(
          1, true, ":method", "GET", ":scheme", "http", ":path", "/", "host", "example.com:81");
      assertThat(client.body()).isEqualTo("GET http://example.com:81/ 0");
      client.headers(
          3, true, ":method", "OPTIONS", ":scheme", "http", ":path", "*", "host", "[::1]:81");
      assertThat(client.body()).isEqualTo("OPTIONS http://[::1]:81* 0");
      client.headers(5, true, ":method", "GET", ":scheme", "http", ":path", "/");
      assertThat(client.resetFrame().code()).isEqualTo(PROTOCOL_ERROR);
      assertThat(rig.connection().result()).isEqualTo("bad-request");
    }
  }
}
