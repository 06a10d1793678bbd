package dev.sluice.balancer.http.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.http.files.FilesServer.Answer;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Several ranges at once (RFC 9110, section 14.6). */
@ExtendWith(VertxExtension.class)
class MultipartTest {

  private static final Charset ISO = StandardCharsets.ISO_8859_1;
  private static final String TYPE = "multipart/byteranges; boundary=";

  @TempDir Path root;

  @Test
  void servesSeveralRanges(Vertx vertx) throws Exception {
    Files.writeString(root.resolve("ten.txt"), "0123456789");
    Answer answer =
        FilesServer.start(vertx, FilesServer.files(root))
            .get("/ten.txt", "Range: bytes=0-1,5-6,-1");

    assertThat(answer.status()).isEqualTo(206);
    assertThat(answer.header("content-type")).startsWith(TYPE);
    String boundary = answer.header("content-type").substring(TYPE.length());
    assertThat(boundary).matches("[0-9a-f]{2,70}");
    assertThat(answer.body())
        .isEqualTo(
            """
            --B
            Content-Type: text/plain; charset=utf-8
            Content-Range: bytes 0-1/10

            01
            --B
            Content-Type: text/plain; charset=utf-8
            Content-Range: bytes 5-6/10

            56
            --B
            Content-Type: text/plain; charset=utf-8
            Content-Range: bytes 9-9/10

            9
            --B--
            """
                .replace("\n", "\r\n")
                .replace("--B", "--" + boundary));
    assertThat(answer.header("content-length")).isEqualTo(String.valueOf(answer.bytes().length));
    // It would tell of one range only.
    assertThat(answer.headers()).doesNotContainKey("content-range");
    assertThat(answer.header("etag")).isNotEmpty();
  }

  @Test
  void drawsABoundaryEachTime(Vertx vertx) throws Exception {
    Files.writeString(root.resolve("ten.txt"), "0123456789");
    FilesServer server = FilesServer.start(vertx, FilesServer.files(root));

    assertThat(server.get("/ten.txt", "Range: bytes=0-1,5-6").header("content-type"))
        .isNotEqualTo(server.get("/ten.txt", "Range: bytes=0-1,5-6").header("content-type"));
  }

  @Test
  void sendsOneRangePlainlyWhereOneIsLeft(Vertx vertx) throws Exception {
    Files.writeString(root.resolve("ten.txt"), "0123456789");
    FilesServer server = FilesServer.start(vertx, FilesServer.files(root));

    Answer one = server.get("/ten.txt", "Range: bytes=1-3,2-5,10-");
    assertThat(one.status()).isEqualTo(206);
    assertThat(one.header("content-range")).isEqualTo("bytes 1-5/10");
    assertThat(one.body()).isEqualTo("12345");
    assertThat(server.get("/ten.txt", "Range: bytes=10-,11-12").status()).isEqualTo(416);
    Answer head = server.send("HEAD", "/ten.txt", "Range: bytes=0-1,5-6");
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.headers()).isEqualTo(server.get("/ten.txt").headers());
  }

  @Test
  void servesRangesLargerThanABlock(Vertx vertx) throws Exception {
    byte[] content = new byte[5 * Blocks.SIZE];
    new Random(42).nextBytes(content);
    Files.write(root.resolve("large.bin"), content);
    int first = 2 * Blocks.SIZE;
    int second = 3 * Blocks.SIZE;
    Answer answer =
        FilesServer.start(vertx, FilesServer.files(root))
            .get("/large.bin", "Range: bytes=" + second + "-,3-" + (first - 1));

    byte[] body = answer.bytes();
    assertThat(answer.header("content-length")).isEqualTo(String.valueOf(body.length));
    int start = startOfData(body, 0);
    assertThat(Arrays.copyOfRange(body, start, start + content.length - second))
        .isEqualTo(Arrays.copyOfRange(content, second, content.length));
    int next = startOfData(body, start + content.length - second);
    assertThat(Arrays.copyOfRange(body, next, next + first - 3))
        .isEqualTo(Arrays.copyOfRange(content, 3, first));
    assertThat(new String(body, next + first - 3, body.length - next - first + 3, ISO))
        .matches("\r\n--[0-9a-f]+--\r\n");
  }

  private static int startOfData(byte[] body, int from) {
    return new String(body, ISO).indexOf("\r\n\r\n", from) + 4;
  }
}
