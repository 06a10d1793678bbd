package dev.sluice.conformance.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StrictReaderTest {

  private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n";
  private static final String CHUNKED = GET + "Transfer-Encoding: chunked\r\n\r\n";

  private static StrictReader over(String text) {
    return new StrictReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static Body body(String request) throws IOException {
    StrictReader reader = over(request);
    return reader.body(reader.request().orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        GET + "X-A: caf\u00e9 \t b\r\nx-empty:\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost:\r\n\r\n",
        "GET http://a.example:80/x?y HTTP/1.1\r\nHost: [::1]:80\r\n\r\n",
        "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n",
        "GET / HTTP/1.0\r\n\r\n"
      })
  void takesARequest(String head) throws IOException {
    assertThat(over(head).request()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\nHost: x\r\n\r\n",
        GET + "X-A: b\n\r\n",
        GET + "X-A: b\rc\r\n\r\n",
        GET + "X-A: b\0c\r\n\r\n",
        GET + "X-A: b\r\n c\r\n\r\n",
        GET + "X-A : b\r\n\r\n",
        GET + ": b\r\n\r\n",
        GET + "X-A\r\n\r\n",
        GET + "Host: x\r\n\r\n",
        GET + "Content-Length: 1\r\nContent-Length: 1\r\n\r\n",
        GET + "Content-Length: 1, 1\r\n\r\n",
        GET + "Content-Length: +1\r\n\r\n",
        GET + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        GET + "Transfer-Encoding: gzip, chunked\r\n\r\n",
        GET + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
        "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: me@x\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET x HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET * HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /#a HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET / HTTP/2.0\r\nHost: x\r\n\r\n",
        "G(T / HTTP/1.1\r\nHost: x\r\n\r\n",
        "\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"
      })
  void refusesARequest(String head) {
    assertThatThrownBy(() -> over(head).request()).isInstanceOf(Malformed.class);
  }

  @Test
  void readsAChunkedBody() throws IOException {
    Body body =
        body(
            CHUNKED
                + "5;a;b=\"; c\"\r\nhello\r\n00A \t;d=e\r\n0123456789\r\n0\r\nX-Sum: 1\r\n\r\n");
    assertThat(body.text()).isEqualTo("hello0123456789");
    assertThat(body.extensions()).hasSize(2);
    assertThat(body.trailer("x-sum")).containsExactly("1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zz\r\n",
        "\r\n",
        "-5\r\nhello\r\n",
        "0x5\r\n",
        "5 \r\nhello\r\n",
        "5\nhello\r\n",
        "5\r\nhello!\r\n",
        "5\r\nhello\n0",
        "5;\r\nhello\r\n",
        "5;a\rb\r\n",
        "fffffffff\r\n",
        "0\r\nContent-Length: 1\r\n\r\n",
        "0\r\nX-A : 1\r\n\r\n"
      })
  void refusesAChunk(String chunk) {
    assertThatThrownBy(() -> body(CHUNKED + chunk)).isInstanceOf(Malformed.class);
  }

  @Test
  void lacksNothingThatIsThere() throws IOException {
    StrictReader reader = over(GET + "Content-Length: 5\r\n\r\nhello" + GET + "\r\n");
    assertThat(reader.body(reader.request().orElseThrow()).text()).isEqualTo("hello");
    assertThat(reader.body(reader.request().orElseThrow()).text()).isEmpty();
    assertThat(reader.request()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"5\r\nhel", "5\r\nhello\r\n", "0\r\n", "0\r\nX-A: 1\r\n"})
  void tellsThatABodyIsCut(String chunks) {
    assertThatThrownBy(() -> body(CHUNKED + chunks)).isInstanceOf(EOFException.class);
  }

  @Test
  void knowsWhichAnswersHaveABody() throws IOException {
    String answer = "HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nok";
    assertThat(answer(answer, "GET")).isEqualTo("ok");
    assertThat(answer(answer, "HEAD")).isEmpty();
    assertThat(answer("HTTP/1.1 304 x\r\nContent-Length: 2\r\n\r\n", "GET")).isEmpty();
    assertThat(answer("HTTP/1.0 200 OK\r\n\r\nto the end", "GET")).isEqualTo("to the end");
  }

  private static String answer(String text, String method) throws IOException {
    StrictReader reader = over(text);
    return reader.body(reader.response().orElseThrow(), method).text();
  }

  @Test
  void refusesAnAnswer() {
    assertThatThrownBy(() -> over("HTTP/1.1 20 OK\r\n\r\n").response())
        .isInstanceOf(Malformed.class);
    assertThatThrownBy(() -> over("220 mail\r\n\r\n").response()).isInstanceOf(Malformed.class);
  }
}
