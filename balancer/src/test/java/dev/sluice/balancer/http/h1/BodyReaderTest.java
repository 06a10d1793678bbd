package dev.sluice.balancer.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies of requests, cut at every byte. */
class BodyReaderTest {

  private static final String CHUNKED =
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  private static final String COUNTED = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n";

  private static String body(String head, String body) {
    String text = head + Reading.unescape(body);
    List<String> whole = Reading.requests(List.of(text));
    for (List<String> pieces : Reading.splits(text)) {
      assertThat(Reading.requests(pieces)).isEqualTo(whole);
    }
    return String.join(", ", whole.subList(1, whole.size()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '\u0001',
      value = {
        "0\\r\\n\\r\\n#body <> end",
        "3\\r\\nabc\\r\\n0\\r\\n\\r\\n#body <abc> end",
        "3\\r\\nabc\\r\\n002\\r\\nde\\r\\n000\\r\\n\\r\\n#body <abcde> end",
        "A\\r\\n0123456789\\r\\na\\r\\n0123456789\\r\\n0\\r\\n\\r\\n#body <01234567890123456789> end",
        "2\\r\\n\\r\\n\\r\\n0\\r\\n\\r\\n#body <\\r\\n> end",
        "1;a\\r\\nx\\r\\n0;b=c;d=\"e f\"\\r\\n\\r\\n#body <x> end",
        "1 \\t;a\\r\\nx\\r\\n0\\r\\n\\r\\n#body <x> end",
        "0\\r\\nX-A: b\\r\\nGrpc-Status: 0\\r\\n\\r\\n#body <> end X-A=b Grpc-Status=0",
        "0\\r\\nETag: b\\r\\n\\r\\n#body <> end ETag=b",
        "0\\r\\nContent-Length: 5\\r\\nX: y\\r\\nHOST: a\\r\\nTransfer-Encoding: x\\r\\n\\r\\n#body <> end X=y",
        "0\\r\\nAuthorization: x\\r\\nX-Forwarded-For: y\\r\\n\\r\\n#body <> end",
        "3\\r\\nab#body <ab> broken RESET",
        "3\\r\\nabc\\r\\n0\\r\\n#body <abc> broken RESET",
        "3#body <> broken RESET",
        "0\\r\\nX: y\\r\\n#body <> broken RESET",
      })
  void readsChunks(String body, String words) {
    assertThat(body(CHUNKED, body)).isEqualTo(Reading.unescape(words));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '\u0001',
      value = {
        "\\r\\n",
        "x\\r\\n",
        "-1\\r\\n",
        "+1\\r\\n",
        "0x1\\r\\n",
        "1\\n",
        "1\\rx",
        "1 \\r\\nx",
        "1 2\\r\\nx",
        "1,\\r\\nx",
        ";a\\r\\n",
        "1;a\\nx",
        "1;\\0\\r\\nx",
        "1;a\\rb\\r\\nx",
        "1;é\\r\\nx",
        "1\\r\\nxy\\r\\n",
        "1\\r\\nx\\n0\\r\\n\\r\\n",
        "1\\r\\nx\\r0",
        "1000000000000000\\r\\n",
        "0000000000000001\\r\\n",
        "0\\r\\n\\rx",
        "0\\r\\n\\n",
        "0\\r\\nX : y\\r\\n\\r\\n",
        "0\\r\\n x: y\\r\\n\\r\\n",
        "0\\r\\nX: y\\r\\n z\\r\\n\\r\\n",
        "0\\r\\nX: \\0\\r\\n\\r\\n",
        "0\\r\\nX: y\\n\\r\\n",
        "0\\r\\nContent-Length: \\0\\r\\n\\r\\n",
      })
  void refusesChunks(String body) {
    assertThat(body(CHUNKED, body)).isEqualTo("refused: bad-request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ";a",
        "; a",
        " ;a",
        ";a=b",
        ";a = b",
        ";a=\"\"",
        ";a=\"b;\\\\\\\"c\"",
        ";a=b;c;d=\"e\"",
        ";a\t;b",
        ";a=\"b\" ;c",
      })
  void passesOverExtensions(String extension) {
    assertThat(body(CHUNKED, "0" + extension + "\\r\\n\\r\\n")).isEqualTo("body <> end");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ";",
        "; ",
        ";a ",
        ";a;",
        ";=b",
        ";a=",
        ";a=b ",
        ";a=b c",
        ";a b",
        ";a=\"",
        ";a=\"b",
        ";a=\"b\"c",
        ";a=\"b\" ",
        ";a=b\"c",
        ";a=(",
        ";a=\"\\0\"",
      })
  void refusesExtensions(String extension) {
    assertThat(body(CHUNKED, "0" + extension + "\\r\\n\\r\\n")).isEqualTo("refused: bad-request");
  }

  @Test
  void extensionsAndTrailersHaveALargestSize() {
    assertThat(body(CHUNKED, "0;" + "a".repeat(250) + "\\r\\n\\r\\n")).isEqualTo("body <> end");
    assertThat(body(CHUNKED, "0;" + "a".repeat(300))).isEqualTo("refused: header-too-large");
    assertThat(body(CHUNKED, "0" + " ".repeat(300))).isEqualTo("refused: header-too-large");
    String trailers = "0\r\nX: " + "a".repeat(Reading.MAX_HEAD);
    assertThat(Reading.requests(List.of(CHUNKED + trailers))).endsWith("refused: header-too-large");
    assertThat(Reading.requests(List.of(CHUNKED + "0\r\n" + "a:\r\n".repeat(257))))
        .endsWith("refused: header-too-large");
  }

  @Test
  void countsALength() {
    assertThat(body(COUNTED, "abcde")).isEqualTo("body <abcde> end");
    assertThat(body(COUNTED, "abcd")).isEqualTo("body <abcd> broken RESET");
  }

  @Test
  void payloadIsPassedOnAsItLies() throws Malformed {
    H1Request head = Reading.request(CHUNKED);
    BodyReader body = BodyReader.of(head);
    head.release();
    Received received = new Received();
    ByteBuf in = Reading.buffer("5\r\nabcde\r\n3\r\nfgh");
    assertThat(body.read(in, received)).isFalse();
    assertThat(in.isReadable()).isFalse();
    in.release();
    assertThat(received.pieces()).isEqualTo(2);
    assertThat(received.body()).isEqualTo("abcdefgh");
    assertThat(body.ended()).isFalse();

    ByteBuf rest = Reading.buffer("\r\n0\r\n\r\nGET");
    assertThat(body.read(rest, received)).isTrue();
    assertThat(body.ended()).isTrue();
    assertThat(rest.readableBytes()).isEqualTo(3);
    assertThat(body.read(rest, received)).isTrue();
    assertThat(rest.readableBytes()).isEqualTo(3);
    rest.release();
    body.inputEnded(received);
    assertThat(received.takeWords()).isEqualTo("body <abcdefgh> end");
  }

  @Test
  void messagesMayComeOneBehindTheOther() {
    String all =
        COUNTED + "abcde" + CHUNKED + "1\r\nx\r\n0\r\nX: y\r\n\r\n" + "GET /z HTTP/1.0\r\n\r\n";
    List<String> told = Reading.requests(List.of(all));
    assertThat(told).hasSize(6);
    assertThat(told.get(1)).isEqualTo("body <abcde> end");
    assertThat(told.get(3)).isEqualTo("body <x> end X=y");
    assertThat(told.get(4)).startsWith("GET | /z | HTTP/1.0");
    for (List<String> pieces : Reading.splits(all)) {
      assertThat(Reading.requests(pieces)).isEqualTo(told);
    }
  }
}
