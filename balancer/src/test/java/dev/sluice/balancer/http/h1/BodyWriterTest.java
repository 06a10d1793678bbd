package dev.sluice.balancer.http.h1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.balancer.http.head.FieldList;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.head.Version;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** How bodies are framed. */
class BodyWriterTest {

  private static final Hop HOP = new Hop(Version.HTTP_1_1, false, false, false);
  private static final Hop OLD = new Hop(Version.HTTP_1_0, true, false, false);
  private static final Hop HEAD = new Hop(Version.HTTP_1_1, false, false, true);

  private final StringBuilder written = new StringBuilder();
  private final Consumer<ByteBuf> out =
      bytes -> {
        written.append(bytes.toString(StandardCharsets.ISO_8859_1));
        bytes.release();
      };

  private String write(BodyWriter writer, Fields trailers, String... pieces) {
    written.setLength(0);
    for (String piece : pieces) {
      writer.data(Reading.buffer(piece), out);
    }
    writer.end(trailers, out);
    return written.toString();
  }

  @Test
  void anUnknownLengthGoesInChunks() {
    assertThat(write(BodyWriter.request(-1), Fields.NONE, "abc", "", "0123456789abcdefg"))
        .isEqualTo("3\r\nabc\r\n11\r\n0123456789abcdefg\r\n0\r\n\r\n");
    assertThat(write(BodyWriter.response(-1, HOP, 200), Fields.NONE)).isEqualTo("0\r\n\r\n");
    assertThat(write(BodyWriter.response(-1, HOP, 200), Fields.NONE)).isEqualTo("0\r\n\r\n");
  }

  @Test
  void trailersGoBehindChunks() {
    Fields trailers =
        FieldList.of("grpc-status", "0", "content-length", "5", "Host", "x", "etag", "y");
    assertThat(write(BodyWriter.request(-1), trailers, "a"))
        .isEqualTo("1\r\na\r\n0\r\ngrpc-status: 0\r\netag: y\r\n\r\n");
    assertThat(write(BodyWriter.request(1), trailers, "a")).isEqualTo("a");
    assertThat(write(BodyWriter.response(-1, OLD, 200), trailers, "a")).isEqualTo("a");
    assertThatThrownBy(() -> write(BodyWriter.request(-1), FieldList.of("a", "\n")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aLengthIsKept() {
    assertThat(write(BodyWriter.request(3), Fields.NONE, "a", "", "bc")).isEqualTo("abc");
    assertThat(write(BodyWriter.request(0), Fields.NONE)).isEmpty();
    assertThatThrownBy(() -> write(BodyWriter.request(3), Fields.NONE, "ab"))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> write(BodyWriter.response(3, HOP, 200), Fields.NONE, "ab", "cd"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anOldClientSeesTheEndOfTheConnection() {
    BodyWriter writer = BodyWriter.response(-1, OLD, 200);
    assertThat(write(writer, Fields.NONE, "abc", "def")).isEqualTo("abcdef");
    assertThat(writer.untilClose()).isTrue();
    assertThat(BodyWriter.response(3, OLD, 200).untilClose()).isFalse();
    assertThat(BodyWriter.response(-1, HOP, 200).untilClose()).isFalse();
  }

  @Test
  void whereThereIsNoBodyNothingIsWritten() {
    assertThat(write(BodyWriter.response(-1, HEAD, 200), Fields.NONE, "abc")).isEmpty();
    assertThat(write(BodyWriter.response(3, HEAD, 200), Fields.NONE)).isEmpty();
    assertThat(write(BodyWriter.response(-1, HOP, 204), Fields.NONE, "abc")).isEmpty();
    assertThat(write(BodyWriter.response(-1, OLD, 304), Fields.NONE, "abc")).isEmpty();
  }
}
