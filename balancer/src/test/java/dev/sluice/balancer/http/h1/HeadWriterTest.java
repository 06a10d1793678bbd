package dev.sluice.balancer.http.h1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.balancer.http.head.BodyLength;
import dev.sluice.balancer.http.head.FieldList;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.head.ResponseHead;
import dev.sluice.balancer.http.head.Version;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes on of a head. */
class HeadWriterTest {

  private static final Hop HOP = new Hop(Version.HTTP_1_1, false, false, false);
  private static final Hop HEAD = new Hop(Version.HTTP_1_1, false, false, true);
  private static final Hop UPGRADE = new Hop(Version.HTTP_1_1, false, true, false);

  /** As it might come over HTTP/2. */
  private record Other(String method, String target, String authority, Fields fields, long length)
      implements RequestHead {
    @Override
    public Version version() {
      return Version.HTTP_2;
    }

    @Override
    public String scheme() {
      return "https";
    }
  }

  private final HeadEdits edits = new HeadEdits();

  private String request(RequestHead head, long length, boolean upgrade) {
    ByteBuf out = Unpooled.buffer();
    HeadWriter.request(head, edits, length, upgrade, out);
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  private String request(String text, long length, boolean upgrade) throws Malformed {
    H1Request head = Reading.request(text);
    try {
      return request(head, length, upgrade);
    } finally {
      head.release();
    }
  }

  private String request(String text) throws Malformed {
    return request(text, 0, false);
  }

  private String response(ResponseHead head, long length, Hop hop) {
    ByteBuf out = Unpooled.buffer();
    HeadWriter.response(head, edits, length, hop, out);
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  private String response(String text, long length, Hop hop) throws Malformed {
    H1Response head = Reading.response(text, hop.head() ? "HEAD" : "GET");
    try {
      return response(head, length, hop);
    } finally {
      head.release();
    }
  }

  @Test
  void whatNobodyChangesGoesOnAsItCame() throws Malformed {
    String head = "gEt /a?b HTTP/1.1\r\nhOST:h\r\nX-a:  b \t\r\nX-é: c\r\n\r\n".replace("-é", "");
    assertThat(request(head)).isEqualTo(head);
    String answer = "HTTP/1.1 299 Näh  \r\nX:y \r\nContent-Length:03\r\n\r\n";
    assertThat(response(answer, 3, HOP)).isEqualTo(answer);
  }

  @Test
  void anOldVersionBecomesOurs() throws Malformed {
    assertThat(request("GET / HTTP/1.0\r\nHost: h\r\n\r\n"))
        .isEqualTo("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    assertThat(request("GET / HTTP/1.0\r\n\r\n")).isEqualTo("GET / HTTP/1.1\r\nHost: \r\n\r\n");
    assertThat(response("HTTP/1.0 200\r\nContent-Length: 0\r\n\r\n", 0, HOP))
        .isEqualTo("HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection: close",
        "Connection: X-Own, y\r\nx-own: a\r\nY: b\r\ny: c",
        "Connection: cookie\r\nconnection: x-own\r\nX-Own: a\r\nCookie: b",
        "Keep-Alive: timeout=5",
        "Proxy-Connection: keep-alive",
        "Proxy-Authorization: a",
        "Proxy-Authenticate: a",
        "TE: gzip",
        "Upgrade: websocket",
        "Connection: upgrade\r\nUpgrade: websocket",
      })
  void whatBelongsToTheHopStays(String fields) throws Malformed {
    String rest = "HTTP/1.1\r\nHost: h\r\n%sX-Last: z\r\n\r\n";
    assertThat(request("GET / " + rest.formatted(fields + "\r\n")))
        .isEqualTo("GET / " + rest.formatted(""));
    assertThat(request("GET / HTTP/1.1\r\n" + fields + "\r\nHost: h\r\n\r\n"))
        .isEqualTo("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    assertThat(request("GET / HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n\r\n"))
        .isEqualTo("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    assertThat(response("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n" + fields + "\r\n\r\n", 1, HOP))
        .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n");
  }

  @Test
  void connectionCantTakeAwayWhatAMessageNeeds() throws Malformed {
    assertThat(
            request(
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n"
                    + "Connection: host, content-length\r\n\r\n",
                1,
                false))
        .isEqualTo("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n");
  }

  @Test
  void trailersAndUpgradesAreAskedForAnew() throws Malformed {
    String head = "GET / HTTP/1.1\r\nHost: h\r\nTE: gzip, Trailers\r\nUpgrade: a\r\n\r\n";
    assertThat(request(head))
        .isEqualTo("GET / HTTP/1.1\r\nHost: h\r\nTE: trailers\r\nConnection: TE\r\n\r\n");
    assertThat(request(head, 0, true))
        .isEqualTo(
            "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: a\r\n"
                + "TE: trailers\r\nConnection: Upgrade, TE\r\n\r\n");
    assertThat(request(head.replace("TE: gzip, Trailers\r\n", ""), 0, true))
        .isEqualTo("GET / HTTP/1.1\r\nHost: h\r\nUpgrade: a\r\nConnection: Upgrade\r\n\r\n");
    assertThat(
            request(
                "GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, x\r\nUpgrade: a\r\nX: y\r\n\r\n",
                0,
                true))
        .isEqualTo("GET / HTTP/1.1\r\nHost: h\r\nUpgrade: a\r\nConnection: Upgrade\r\n\r\n");
    assertThat(response("HTTP/1.1 101 S\r\nUpgrade: a\r\nConnection: upgrade\r\n\r\n", 0, UPGRADE))
        .isEqualTo("HTTP/1.1 101 S\r\nUpgrade: a\r\nConnection: Upgrade\r\n\r\n");
  }

  @Test
  void editsRemoveAndAdd() throws Malformed {
    edits
        .remove(FieldName.of("X-B"))
        .set(FieldName.COOKIE, "é")
        .add(FieldName.VIA, "1.1 sluice")
        .target("/z");
    String head = "GET /a HTTP/1.1\r\nX-A: 1\r\nx-b: 2\r\nCookie: 3\r\nHost: h\r\nX-C: 4\r\n\r\n";
    assertThat(request(head))
        .isEqualTo(
            "GET /z HTTP/1.1\r\nX-A: 1\r\nHost: h\r\nX-C: 4\r\n"
                + "cookie: é\r\nvia: 1.1 sluice\r\n\r\n");
    edits.authority("other:1");
    assertThat(request(head))
        .isEqualTo(
            "GET /z HTTP/1.1\r\nHost: other:1\r\nX-A: 1\r\nX-C: 4\r\n"
                + "cookie: é\r\nvia: 1.1 sluice\r\n\r\n");
  }

  @Test
  void editsCantFrame() throws Malformed {
    edits
        .add(FieldName.TRANSFER_ENCODING, "gzip")
        .add(FieldName.CONTENT_LENGTH, "7")
        .add(FieldName.CONNECTION, "x")
        .add(FieldName.UPGRADE, "x")
        .set(FieldName.HOST, "x");
    assertThat(request("GET / HTTP/1.1\r\nHost: h\r\n\r\n"))
        .isEqualTo("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    assertThat(response("HTTP/1.1 200 OK\r\n\r\n", 1, HOP))
        .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nhost: x\r\n\r\n");
  }

  @Test
  void theAuthorityOfTheTargetIsTheHost() throws Malformed {
    assertThat(request("GET http://a:1/b HTTP/1.1\r\nHost: h\r\nX: y\r\n\r\n"))
        .isEqualTo("GET /b HTTP/1.1\r\nHost: a:1\r\nX: y\r\n\r\n");
    assertThat(request("GET http://a?b HTTP/1.1\r\nHost: h\r\n\r\n"))
        .isEqualTo("GET /?b HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(request("OPTIONS http://a HTTP/1.1\r\nHost: h\r\n\r\n"))
        .isEqualTo("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET  |                            | 0  |",
        "POST |                            | 0  | Content-Length: 0",
        "POST | Content-Length: 0          | 0  | Content-Length: 0",
        "GET  | Content-Length: 00         | 0  | Content-Length: 00",
        "GET  | Content-Length: 3          | 0  |",
        "PUT  | Content-Length: 3          | 4  | Content-Length: 4",
        "PUT  | Content-Length: 3          | -1 | Transfer-Encoding: chunked",
        "PUT  | Transfer-Encoding: chunked | -1 | Transfer-Encoding: chunked",
        "PUT  | Transfer-Encoding: chunked | 12 | Content-Length: 12",
      })
  void aRequestIsFramedAsItIsWritten(String method, String came, long length, String line)
      throws Malformed {
    String head = method + " / HTTP/1.1\r\nHost: h\r\n" + (came == null ? "" : came + "\r\n");
    assertThat(request(head + "\r\n", length, false))
        .isEqualTo(
            method + " / HTTP/1.1\r\nHost: h\r\n" + (line == null ? "" : line + "\r\n") + "\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.1 | GET  | 200 | Content-Length: 3          | 3  | Content-Length: 3",
        "1.1 | GET  | 200 | Content-Length: 3          | 4  | Content-Length: 4",
        "1.1 | GET  | 200 | Transfer-Encoding: chunked | 4  | Content-Length: 4",
        "1.1 | GET  | 200 |                            | 0  | Content-Length: 0",
        "1.1 | GET  | 200 |                            | -1 | Transfer-Encoding: chunked",
        "1.0 | GET  | 200 | Transfer-Encoding: chunked | -1 | Connection: close",
        "1.0 | GET  | 200 | Content-Length: 3          | -1 | Connection: close",
        "1.0 | GET  | 200 |                            | 1  | Content-Length: 1\\r\\nConnection: keep-alive",
        "1.1 | HEAD | 200 | Content-Length: 3          | 0  | Content-Length: 3",
        "1.1 | HEAD | 200 |                            | 0  |",
        "1.1 | HEAD | 200 |                            | 5  | Content-Length: 5",
        "1.1 | HEAD | 200 | Transfer-Encoding: chunked | -1 |",
        "1.1 | GET  | 304 | Content-Length: 3          | 0  | Content-Length: 3",
        "1.1 | GET  | 204 | Content-Length: 0          | 0  |",
        "1.1 | GET  | 204 |                            | 0  |",
        "1.1 | GET  | 100 | Content-Length: 0          | 0  |",
        "1.0 | GET  | 103 | X: y                       | 0  | X: y",
      })
  void anAnswerIsFramedAsItIsWritten(
      String version, String method, int status, String came, long length, String line)
      throws Malformed {
    Version client = version.equals("1.0") ? Version.HTTP_1_0 : Version.HTTP_1_1;
    Hop hop = new Hop(client, false, false, method.equals("HEAD"));
    String start = "HTTP/1.1 " + status + " r\r\n";
    String lines = line == null ? "" : Reading.unescape(line) + "\r\n";
    assertThat(response(start + (came == null ? "" : came + "\r\n") + "\r\n", length, hop))
        .isEqualTo(start + lines + "\r\n");
  }

  @Test
  void theClientIsToldOfTheEnd() throws Malformed {
    Hop last = new Hop(Version.HTTP_1_0, true, false, false);
    assertThat(response("HTTP/1.1 200 r\r\nContent-Length: 1\r\n\r\n", 1, last))
        .isEqualTo("HTTP/1.1 200 r\r\nContent-Length: 1\r\nConnection: close\r\n\r\n");
  }

  @Test
  void aLengthThatIsRemovedIsWrittenAnew() throws Malformed {
    edits.remove(FieldName.CONTENT_LENGTH);
    assertThat(response("HTTP/1.1 200 r\r\nContent-Length: 1\r\n\r\n", BodyLength.UNKNOWN, HOP))
        .isEqualTo("HTTP/1.1 200 r\r\nTransfer-Encoding: chunked\r\n\r\n");
    assertThat(response("HTTP/1.1 200 r\r\nContent-Length: 1\r\n\r\n", 0, HEAD))
        .isEqualTo("HTTP/1.1 200 r\r\n\r\n");
  }

  @Test
  void headsOfOtherCarriersAreWrittenTheSame() {
    Fields fields =
        FieldList.of(
            "te",
            "trailers",
            "x-a",
            "1",
            "connection",
            "x-b, host",
            "x-b",
            "2",
            "cookie",
            "3",
            "content-length",
            "5");
    edits.remove(FieldName.COOKIE).add(FieldName.VIA, "2.0 sluice");
    assertThat(request(new Other("PUT", "/a", "h", fields, 5), 5, false))
        .isEqualTo(
            "PUT /a HTTP/1.1\r\nHost: h\r\nx-a: 1\r\ncontent-length: 5\r\n"
                + "TE: trailers\r\nConnection: TE\r\nvia: 2.0 sluice\r\n\r\n");
    assertThat(request(new Other("PUT", "/a", "h", fields, 5), -1, false))
        .contains("Transfer-Encoding: chunked\r\n")
        .doesNotContain("ength");
  }

  @Test
  void answersOfOurOwnGetTheUsualPhrase() {
    assertThat(response(ResponseHead.of(404, FieldList.of("x", "y"), 2), 2, HOP))
        .isEqualTo("HTTP/1.1 404 Not Found\r\nx: y\r\nContent-Length: 2\r\n\r\n");
    assertThat(response(ResponseHead.of(100, Fields.NONE, 0), 0, HOP))
        .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\rb", "a\nb", "a\0b", "Ā", "x\r\ny: z"})
  void whatWouldBreakALineIsABug(String value) {
    edits.add(FieldName.VIA, value);
    assertThatThrownBy(() -> request("GET / HTTP/1.1\r\nHost: h\r\n\r\n"))
        .isInstanceOf(IllegalArgumentException.class);
    Other head = new Other("GET", "/", value, Fields.NONE, 0);
    assertThatThrownBy(() -> request(head, 0, false)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:", "a\r\n", "é", "Ā"})
  void aNameIsAToken(String name) {
    Other method = new Other(name, "/", "h", Fields.NONE, 0);
    assertThatThrownBy(() -> request(method, 0, false))
        .isInstanceOf(IllegalArgumentException.class);
    Other field = new Other("GET", "/", "h", FieldList.of(name, "x"), 0);
    assertThatThrownBy(() -> request(field, 0, false)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/a b", "/\r", "/\0", "/é"})
  void aTargetIsVisible(String target) {
    Other head = new Other("GET", target, "h", Fields.NONE, 0);
    assertThatThrownBy(() -> request(head, 0, false)).isInstanceOf(IllegalArgumentException.class);
    edits.target(target);
    assertThatThrownBy(() -> request("GET / HTTP/1.1\r\nHost: h\r\n\r\n"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
