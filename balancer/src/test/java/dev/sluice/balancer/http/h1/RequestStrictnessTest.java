package dev.sluice.balancer.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both outcomes of every line of docs/strictness.md for requests, cut at every byte. */
class RequestStrictnessTest {

  private static String outcome(String text) {
    List<String> whole = Reading.requests(List.of(text));
    for (List<String> pieces : Reading.splits(text)) {
      assertThat(Reading.requests(pieces)).isEqualTo(whole);
    }
    assertThat(whole).as(text).isNotEmpty();
    return whole.get(0);
  }

  /** The line, the fields behind a Host, and whether that is taken. */
  private static String withLine(String line) {
    return outcome(Reading.unescape(line) + "\r\nHost: h\r\n\r\n");
  }

  private static String withFields(String fields) {
    return outcome("POST / HTTP/1.1\r\n" + Reading.unescape(fields) + "\r\n\r\n0\r\n\r\n");
  }

  private static String withValue(String value) {
    return withFields("Host: h\\r\\nX-A: " + value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1",
        "GET / HTTP/1.0",
        "get / HTTP/1.1",
        "M-SEARCH / HTTP/1.1",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEF / HTTP/1.1",
        "GET /a?b=c&d HTTP/1.1",
        "GET //a HTTP/1.1",
        "GET /%00%zz/../.. HTTP/1.1",
        "GET /\\\"<>^`{|} HTTP/1.1",
        "GET http://a/b HTTP/1.1",
        "GET HTTPS://a:8443/b?c HTTP/1.1",
        "GET http://[::1]:80 HTTP/1.1",
        "OPTIONS * HTTP/1.1",
        "OPTIONS http://a HTTP/1.1",
        "CONNECT a:443 HTTP/1.1",
        "CONNECT [::1]:443 HTTP/1.1",
        "\\r\\nGET / HTTP/1.1",
        "\\r\\n\\r\\n\\r\\n\\r\\nGET / HTTP/1.1",
      })
  void takesTheRequestLine(String line) {
    assertThat(withLine(line)).doesNotContain("refused");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '\u0001',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "GET / HTTP/1.2#unsupported-version",
        "GET / HTTP/0.9#unsupported-version",
        "GET / HTTP/2.0#unsupported-version",
        "PRI * HTTP/2.0#unsupported-version",
        "GET / HTTP/9.9#unsupported-version",
        "GET / http/1.1#bad-request",
        "GET / HTTP/1.1 #bad-request",
        "GET / HTTP/1.10#bad-request",
        "GET / HTTP/11#bad-request",
        "GET / HTTP/1#bad-request",
        "GET / HTTP/a.b#bad-request",
        "GET / HTTP/1.1.HTTP/1.1#bad-request",
        "GET / #bad-request",
        "GET /#bad-request",
        "GET#bad-request",
        "GET  / HTTP/1.1#bad-request",
        "GET /  HTTP/1.1#bad-request",
        " GET / HTTP/1.1#bad-request",
        "GET\\t/ HTTP/1.1#bad-request",
        "GET /\\tHTTP/1.1#bad-request",
        "GET\\v/ HTTP/1.1#bad-request",
        "GE(T / HTTP/1.1#bad-request",
        "G\\0T / HTTP/1.1#bad-request",
        "GÉT / HTTP/1.1#bad-request",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFG / HTTP/1.1#not-implemented",
        "GET /\\0 HTTP/1.1#bad-request",
        "GET /\\d HTTP/1.1#bad-request",
        "GET /é HTTP/1.1#bad-request",
        "GET a HTTP/1.1#bad-request",
        "GET * HTTP/1.1#bad-request",
        "OPTIONS ** HTTP/1.1#bad-request",
        "GET ftp://a/ HTTP/1.1#bad-request",
        "GET http:/a HTTP/1.1#bad-request",
        "GET http:// HTTP/1.1#bad-request",
        "GET http:///a HTTP/1.1#bad-request",
        "GET http://u@a/ HTTP/1.1#bad-request",
        "GET http://a\\b/ HTTP/1.1#bad-request",
        "GET http://a:b/ HTTP/1.1#bad-request",
        "GET a:443 HTTP/1.1#bad-request",
        "CONNECT / HTTP/1.1#bad-request",
        "CONNECT a HTTP/1.1#bad-request",
        "CONNECT a: HTTP/1.1#bad-request",
        "CONNECT http://a:80 HTTP/1.1#bad-request",
        "\\r\\n\\r\\n\\r\\n\\r\\n\\r\\nGET / HTTP/1.1#bad-request",
        "\\nGET / HTTP/1.1#bad-request",
        "\\rGET / HTTP/1.1#bad-request",
        "GET / HTTP/1.1\\r#bad-request",
        "GET / HTTP/1.1\\nX: y#bad-request",
      })
  void refusesTheRequestLine(String line, String word) {
    assertThat(withLine(line)).isEqualTo("refused: " + word);
  }

  @Test
  void refusesAFragment() {
    assertThat(withLine("GET /a#b HTTP/1.1")).isEqualTo("refused: bad-request");
    assertThat(withLine("GET http://a#b HTTP/1.1")).isEqualTo("refused: bad-request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "h",
        "H.example",
        "h.",
        "h:80",
        "h:",
        "h:0",
        "h:65535",
        "127.0.0.1:8080",
        "[::1]",
        "[2001:db8::1]:443",
        "a-b_c~d",
        "a..b",
        "  h",
        "h  ",
        "!$&'()*+;=",
      })
  void takesTheHost(String host) {
    assertThat(withFields("Host: " + host)).doesNotContain("refused");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ":80",
        "a b",
        "a,b",
        "a/b",
        "a?b",
        "a@b",
        "a\\b",
        "a%41",
        "h:65536",
        "h:123456",
        "h:8a",
        "h:-1",
        "h:80:80",
        "[::1",
        "::1",
        "[]",
        "[h]",
        "[::1]x",
        "[::1%25eth0]",
        "[v1.a]",
        "é",
        "http://h",
      })
  void refusesTheHost(String host) {
    assertThat(withFields("Host: " + host)).isEqualTo("refused: bad-request");
    assertThat(withFields("X: y\\r\\nhost:" + host)).isEqualTo("refused: bad-request");
  }

  @Test
  void aHostIsNeededOnceButNotInOneDotZero() {
    assertThat(withFields("X: y")).isEqualTo("refused: bad-request");
    assertThat(withFields("Host: h\\r\\nHost: h")).isEqualTo("refused: bad-request");
    assertThat(outcome("GET http://a/ HTTP/1.1\r\n\r\n")).isEqualTo("refused: bad-request");
    assertThat(outcome("GET / HTTP/1.0\r\n\r\n")).startsWith("GET | / | HTTP/1.0 | http |  |");
    assertThat(outcome("GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n")).contains("bad-request");
    assertThat(outcome("GET / HTTP/1.0\r\nHost:\r\n\r\n")).contains("bad-request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 0",
        "Content-Length: 7",
        "content-LENGTH:\\t007 \\t",
        "Content-Length: 999999999999999999",
        "Transfer-Encoding: chunked",
        "transfer-encoding: CHUNKED",
        "Transfer-Encodings: gzip",
      })
  void takesTheFraming(String fields) {
    assertThat(withFields("Host: h\\r\\n" + fields)).doesNotContain("refused");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '\u0001',
      value = {
        "Content-Length:#bad-request",
        "Content-Length: 1,1#bad-request",
        "Content-Length: +1#bad-request",
        "Content-Length: -1#bad-request",
        "Content-Length: 1 1#bad-request",
        "Content-Length: 0x1#bad-request",
        "Content-Length: 1a#bad-request",
        "Content-Length: 1000000000000000000#bad-request",
        "Content-Length: 18446744073709551617#bad-request",
        "Content-Length: 1\\r\\nContent-Length: 1#bad-request",
        "Content-Length: 1\\r\\nContent-Length: 2#bad-request",
        "Content-Length: 1\\r\\nTransfer-Encoding: chunked#bad-request",
        "Transfer-Encoding: chunked\\r\\nContent-Length: 1#bad-request",
        "Transfer-Encoding: chunked\\r\\nTransfer-Encoding: chunked#bad-request",
        "Transfer-Encoding: chunked, chunked#bad-request",
        "Transfer-Encoding: chunked,#bad-request",
        "Transfer-Encoding: identity#bad-request",
        "Transfer-Encoding: identity, chunked#bad-request",
        "Transfer-Encoding: gzip#bad-request",
        "Transfer-Encoding: chunked, gzip#bad-request",
        "Transfer-Encoding: xchunked#bad-request",
        "Transfer-Encoding: chunked;q=1#bad-request",
        "Transfer-Encoding: \"chunked\"#bad-request",
        "Transfer-Encoding:\\vchunked#bad-request",
        "Transfer-Encoding:#bad-request",
        "Transfer-Encoding: gzip, chunked#not-implemented",
        "Transfer-Encoding: x-gzip , deflate,compress,x-compress, Chunked#not-implemented",
      })
  void refusesTheFraming(String fields, String word) {
    assertThat(withFields("Host: h\\r\\n" + fields)).isEqualTo("refused: " + word);
  }

  @Test
  void refusesChunksInOneDotZero() {
    assertThat(outcome("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"))
        .isEqualTo("refused: bad-request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "a b", "a\\tb", "\\tx\\t", "é\u0080ÿ", "12345678\\t12345678", "a:b,;\""})
  void takesTheValue(String value) {
    assertThat(withValue(value)).contains("X-A=" + Reading.unescape(value).strip());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\\0", "a\\0", "1234567\\v", "12345678\\d12345678", "a\\rb", "a\\nb", "\\r"})
  void refusesTheValue(String value) {
    assertThat(withValue(value)).isEqualTo("refused: bad-request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-A : b",
        "X-A\\t: b",
        ": b",
        " X-A: b",
        "\\tX-A: b",
        "X-A",
        "X A: b",
        "X(A: b",
        "X\\0A: b",
        "Xé: b",
        "X-A\\r: b",
        "X-A: b\\r\\n c",
        "X-A: b\\r\\n\\tc",
        "X-A: b\\nX-B: c",
        "X-A: b\\r\\n\\nX-B: c",
        "Transfer-Encoding : chunked",
        "Content-Length : 1",
      })
  void refusesTheLine(String line) {
    assertThat(withFields("Host: h\\r\\n" + line)).isEqualTo("refused: bad-request");
    assertThat(withFields(line + "\\r\\nHost: h")).isEqualTo("refused: bad-request");
  }

  @Test
  void takesEveryTokenForAName() {
    assertThat(withFields("Host: h\\r\\n!#$%&'*+-.^_`|~09azAZ: b"))
        .endsWith("Host=h !#$%&'*+-.^_`|~09azAZ=b");
  }

  @Test
  void headsHaveALargestSize() {
    String line = "GET /" + "a".repeat(Reading.MAX_HEAD);
    assertThat(Reading.requests(List.of(line))).containsExactly("refused: target-too-long");
    assertThat(Reading.requests(List.of("GET / HTTP/1.1\r\nX: " + line)))
        .containsExactly("refused: header-too-large");
    String head = "GET / HTTP/1.1\r\nHost: h\r\nX: ";
    int left = Reading.MAX_HEAD - head.length() - 4;
    String largest = head + "b".repeat(left) + "\r\n\r\n";
    assertThat(Reading.requests(List.of(largest)).get(0)).startsWith("GET");
    assertThat(Reading.requests(List.of(head + "b" + largest.substring(head.length()))))
        .containsExactly("refused: header-too-large");
  }

  @Test
  void headsHaveSoManyFields() {
    String head = "GET / HTTP/1.1\r\nHost: h\r\n";
    assertThat(Reading.requests(List.of(head + "a:\r\n".repeat(255) + "\r\n")).get(0))
        .startsWith("GET");
    assertThat(Reading.requests(List.of(head + "a:\r\n".repeat(256) + "\r\n")))
        .containsExactly("refused: header-too-large");
  }
}
