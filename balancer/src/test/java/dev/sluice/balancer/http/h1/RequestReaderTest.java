package dev.sluice.balancer.http.h1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.balancer.http.head.BodyLength;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.head.Version;
import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestReaderTest {

  @ParameterizedTest
  @CsvSource({
    "GET, /a?b=c, /a?b=c, h",
    "GET, http://x, /, x",
    "GET, http://x?b=c, /?b=c, x",
    "GET, HTTP://x:81/a/?b, /a/?b, x:81",
    "OPTIONS, *, *, h",
    "OPTIONS, http://x, *, x",
    "OPTIONS, http://x/, /, x",
    "OPTIONS, http://x?a, /?a, x",
    "CONNECT, x:443, x:443, x:443",
  })
  void takesTheTargetApart(String method, String target, String path, String authority)
      throws Malformed {
    H1Request head = Reading.request(method + " " + target + " HTTP/1.1\r\nHost: h\r\n\r\n");
    assertThat(head.target()).isEqualTo(path);
    assertThat(head.authority()).isEqualTo(authority);
    assertThat(head.method()).isEqualTo(method);
    assertThat(head.fields().first(FieldName.HOST)).contains("h");
    head.release();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.1 |                           | true",
        "1.1 | close                     | false",
        "1.1 | a, Close                  | false",
        "1.1 | keep-alive, close         | false",
        "1.1 | closed                    | true",
        "1.0 |                           | false",
        "1.0 | keep-alive                | true",
        "1.0 | a,,Keep-Alive ,b          | true",
        "1.0 | keep-alive, close         | false",
      })
  void knowsWhetherTheConnectionIsKept(String version, String option, boolean kept)
      throws Malformed {
    String line = option == null ? "" : "Connection: " + option + "\r\n";
    H1Request head = Reading.request("GET / HTTP/" + version + "\r\nHost: h\r\n" + line + "\r\n");
    assertThat(head.keepAlive()).isEqualTo(kept);
    head.release();
  }

  @Test
  void connectionMayBeInSeveralLines() throws Malformed {
    H1Request head =
        Reading.request("GET / HTTP/1.1\r\nHost: h\r\nConnection: a\r\nconnection: close\r\n\r\n");
    assertThat(head.keepAlive()).isFalse();
    head.release();
  }

  @Test
  void knowsWhoWaitsForAHundredAndWhoWantsToLeave() throws Malformed {
    String fields =
        "Host: h\r\nExpect: 100-Continue\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n";
    H1Request head = Reading.request("GET / HTTP/1.1\r\n" + fields);
    assertThat(head.expectsContinue()).isTrue();
    assertThat(head.upgrade()).contains("websocket");
    head.release();
    H1Request old = Reading.request("GET / HTTP/1.0\r\n" + fields);
    assertThat(old.expectsContinue()).isFalse();
    assertThat(old.upgrade()).isEmpty();
    old.release();
    H1Request neither =
        Reading.request("GET / HTTP/1.1\r\nHost: h\r\nExpect: x\r\nUpgrade: websocket\r\n\r\n");
    assertThat(neither.expectsContinue()).isFalse();
    assertThat(neither.upgrade()).isEmpty();
    neither.release();
  }

  @Test
  void fieldsAreFoundByNumberAndByName() throws Malformed {
    H1Request head =
        Reading.request(
            "GET / HTTP/1.1\r\nHOST: h\r\nCookie: a\r\nX-Own:  b \r\ncookie: c\r\nx-OWN:\r\n\r\n");
    Fields fields = head.fields();
    assertThat(fields.has(FieldName.COOKIE)).isTrue();
    assertThat(fields.has(FieldName.DATE)).isFalse();
    assertThat(fields.has(FieldName.of("x-own"))).isTrue();
    assertThat(fields.has(FieldName.of("x-other"))).isFalse();
    assertThat(fields.first(FieldName.COOKIE)).contains("a");
    assertThat(fields.first(FieldName.DATE)).isEmpty();
    assertThat(fields.first(FieldName.of("x-own"))).contains("b");
    assertThat(fields.all(FieldName.COOKIE)).containsExactly("a", "c");
    assertThat(fields.all(FieldName.of("X-Own"))).containsExactly("b", "");
    assertThat(fields.all(FieldName.DATE)).isEmpty();
    assertThat(Reading.words(fields)).isEqualTo("HOST=h Cookie=a X-Own=b cookie=c x-OWN=");
    head.release();
  }

  @Test
  void theSchemeIsThatOfTheConnection() throws Malformed {
    ByteBuf in = Reading.buffer("GET http://x/ HTTP/1.1\r\nHost: h\r\n\r\n");
    H1Request head = new RequestReader(Reading.MAX_HEAD, true).read(in);
    in.release();
    assertThat(head.scheme()).isEqualTo("https");
    assertThat(head.version()).isEqualTo(Version.HTTP_1_1);
    assertThat(head.length()).isEqualTo(BodyLength.NONE);
    head.release();
  }

  @Test
  void aHeadBeginsWithItsFirstCharacter() throws Malformed {
    RequestReader reader = new RequestReader(Reading.MAX_HEAD, false);
    assertThat(feed(reader, "")).isNull();
    assertThat(reader.begun()).isFalse();
    assertThat(feed(reader, "\r\n\r")).isNull();
    assertThat(reader.begun()).isFalse();
    assertThat(feed(reader, "\nG")).isNull();
    assertThat(reader.begun()).isTrue();
    feed(reader, "ET / HTTP/1.1\r\nHost: h\r\n\r\n").release();
    assertThat(reader.begun()).isFalse();
  }

  @Test
  void whatIsBehindAHeadStays() throws Malformed {
    RequestReader reader = new RequestReader(Reading.MAX_HEAD, false);
    ByteBuf in = Reading.buffer("GET /1 HTTP/1.0\r\n\r\nGET /2 HTTP/1.0\r\n\r\n");
    H1Request first = reader.read(in);
    assertThat(in.readableBytes()).isEqualTo("GET /2 HTTP/1.0\r\n\r\n".length());
    H1Request second = reader.read(in);
    in.release();
    assertThat(first.target()).isEqualTo("/1");
    assertThat(second.target()).isEqualTo("/2");
    first.release();
    second.release();
  }

  @Test
  void aReleasedHeadNeverShowsAnother() throws Malformed {
    RequestReader reader = new RequestReader(Reading.MAX_HEAD, false);
    H1Request first = feed(reader, "GET /1 HTTP/1.1\r\nHost: a\r\nX: 1\r\n\r\n");
    assertThat(first.target()).isEqualTo("/1");
    Fields fields = first.fields();
    first.release();
    H1Request second = feed(reader, "GET /2 HTTP/1.1\r\nHost: b\r\nX: 2\r\n\r\n");
    first.release();
    assertThat(first.target()).isEqualTo("/1");
    assertThat(first.method()).isEqualTo("GET");
    assertThatThrownBy(first::authority).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> fields.first(FieldName.HOST))
        .isInstanceOf(IllegalStateException.class);
    assertThat(second.authority()).isEqualTo("b");
    second.release();
  }

  @Test
  void largeHeadsAreReadInPieces() throws Malformed {
    RequestReader reader = new RequestReader(1 << 16, false);
    StringBuilder text = new StringBuilder("GET / HTTP/1.1\r\nHost: h\r\n");
    for (int i = 0; i < 200; i++) {
      text.append("X-").append(i).append(": ").append("v".repeat(i)).append("\r\n");
    }
    H1Request head = feed(reader, text.append("\r\nrest").toString());
    assertThat(head.fields().first(FieldName.of("x-199"))).contains("v".repeat(199));
    head.release();
  }

  private static H1Request feed(RequestReader reader, String text) throws Malformed {
    ByteBuf in = Reading.buffer(text);
    try {
      return reader.read(in);
    } finally {
      in.release();
    }
  }
}
