package dev.sluice.balancer.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both outcomes of every line of docs/strictness.md for answers, cut at every byte. */
class ResponseStrictnessTest {

  private static List<String> outcome(String text, String method) {
    String bytes = Reading.unescape(text);
    List<String> whole = Reading.responses(List.of(bytes), method);
    for (List<String> pieces : Reading.splits(bytes)) {
      assertThat(Reading.responses(pieces, method)).isEqualTo(whole);
    }
    return whole;
  }

  private static List<String> get(String text) {
    return outcome(text, "GET");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '\u0001',
      value = {
        "HTTP/1.1 200 OK#200 OK | HTTP/1.1",
        "HTTP/1.0 200 OK#200 OK | HTTP/1.0",
        "HTTP/1.1 404 Not\\tFound é#404 Not\tFound é | HTTP/1.1",
        "HTTP/1.1 599 x  y#599 x  y | HTTP/1.1",
        "HTTP/1.1 200 #200  | HTTP/1.1",
        "HTTP/1.1 200#200  | HTTP/1.1",
      })
  void takesTheStatusLine(String line, String words) {
    assertThat(get(line + "\\r\\n\\r\\n").get(0)).startsWith(words);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.2 200 OK",
        "HTTP/2.0 200 OK",
        "http/1.1 200 OK",
        "HTTP/1.1  200 OK",
        "HTTP/1.1\\t200 OK",
        "HTTP/1.1 20 OK",
        "HTTP/1.1 2000 OK",
        "HTTP/1.1 2x0 OK",
        "HTTP/1.1 200OK",
        "HTTP/1.1 200\\tOK",
        "HTTP/1.1 099 OK",
        "HTTP/1.1 600 OK",
        "HTTP/1.1 200 O\\0K",
        "HTTP/1.1 200 OK\\nX: y",
        "HTTP/1.1 200 OK\\r",
        "\\r\\nHTTP/1.1 200 OK",
        "ICY 200 OK",
        "<html>",
        "HTTP/1.1 200 OK\\r\\nX : y",
        "HTTP/1.1 200 OK\\r\\nX: y\\r\\n z",
        "HTTP/1.1 200 OK\\r\\nX: \\0",
        "HTTP/1.1 200 OK\\r\\n: y",
      })
  void refusesTheHead(String line) {
    assertThat(get(line + "\\r\\n\\r\\n")).containsExactly("refused: bad-response");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '\u0001',
      value = {
        "GET#200#Content-Length: 3#abc#keep#body <abc> end",
        "GET#200#Content-Length: 0##keep#body <> end",
        "GET#200#Content-Length: 3#ab#keep#body <ab> broken RESET",
        "GET#200#Transfer-Encoding: chunked#3\\r\\nabc\\r\\n0\\r\\n\\r\\n#keep#body <abc> end",
        "GET#200#X: y#abc#close#body <abc> end",
        "GET#200#Connection: close\\r\\nContent-Length: 1#a#close#body <a> end",
        "HEAD#200#Content-Length: 3##keep#body <> end",
        "HEAD#200#Transfer-Encoding: chunked##keep#body <> end",
        "HEAD#200#X: y##keep#body <> end",
        "GET#304#Content-Length: 3##keep#body <> end",
        "GET#304#Transfer-Encoding: chunked##keep#body <> end",
        "GET#204#X: y##keep#body <> end",
        "GET#204#Content-Length: 0##keep#body <> end",
        "GET#100#X: y##keep#body <> end",
        "GET#103#Link: y##keep#body <> end",
        "GET#101#Upgrade: y##keep#body <> end",
        "GET#205#Content-Length: 0##keep#body <> end",
      })
  void findsTheEndOfTheBody(
      String method, int status, String field, String body, String connection, String end) {
    String text =
        "HTTP/1.1 " + status + " \\r\\n" + field + "\\r\\n\\r\\n" + (body == null ? "" : body);
    List<String> told = outcome(text, method);
    assertThat(told).hasSize(2);
    assertThat(told.get(0)).contains("| " + connection + " |");
    assertThat(told.get(1)).isEqualTo(end);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "1.1#200#Content-Length: 1\\r\\nContent-Length: 1",
        "1.1#200#Content-Length: 1, 1",
        "1.1#200#Content-Length: +1",
        "1.1#200#Content-Length: 1\\r\\nTransfer-Encoding: chunked",
        "1.1#200#Transfer-Encoding: gzip, chunked",
        "1.1#200#Transfer-Encoding: chunked, chunked",
        "1.1#200#Transfer-Encoding: identity",
        "1.1#200#Transfer-Encoding: chunked\\r\\nTransfer-Encoding: chunked",
        "1.0#200#Transfer-Encoding: chunked",
        "1.1#204#Content-Length: 1",
        "1.1#204#Transfer-Encoding: chunked",
        "1.1#100#Content-Length: 1",
        "1.1#101#Transfer-Encoding: chunked",
      })
  void refusesTheFraming(String version, int status, String fields) {
    String text = "HTTP/" + version + " " + status + " x\\r\\n" + fields + "\\r\\n\\r\\n";
    assertThat(get(text)).containsExactly("refused: bad-response");
  }

  @Test
  void headsHaveALargestSize() {
    String large = "x".repeat(Reading.MAX_HEAD);
    assertThat(Reading.responses(List.of("HTTP/1.1 200 " + large), "GET"))
        .containsExactly("refused: bad-response");
    assertThat(Reading.responses(List.of("HTTP/1.1 200 \r\nX: " + large), "GET"))
        .containsExactly("refused: bad-response");
    assertThat(Reading.responses(List.of("HTTP/1.1 200 \r\n" + "a:\r\n".repeat(257)), "GET"))
        .containsExactly("refused: bad-response");
  }

  @Test
  void oneDotZeroKeepsTheConnectionOnlyIfItSaysSo() {
    assertThat(get("HTTP/1.0 200 \\r\\nContent-Length: 0\\r\\n\\r\\n").get(0))
        .contains("| close |");
    assertThat(
            get("HTTP/1.0 200 \\r\\nConnection: Keep-Alive\\r\\nContent-Length: 0\\r\\n\\r\\n")
                .get(0))
        .contains("| keep |");
    assertThat(get("HTTP/1.0 200 \\r\\nConnection: Keep-Alive\\r\\n\\r\\n").get(0))
        .contains("| close | until close |");
  }

  @Test
  void interimAnswersComeBeforeTheOther() {
    assertThat(
            get(
                "HTTP/1.1 100 \\r\\n\\r\\nHTTP/1.1 103 \\r\\nLink: a\\r\\n\\r\\n"
                    + "HTTP/1.1 200 \\r\\nContent-Length: 1\\r\\n\\r\\nx"))
        .hasSize(6)
        .endsWith("body <x> end");
  }
}
