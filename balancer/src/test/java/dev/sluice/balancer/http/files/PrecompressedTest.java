package dev.sluice.balancer.http.files;

import static dev.sluice.balancer.config.CompressConfig.Coding.BR;
import static dev.sluice.balancer.config.CompressConfig.Coding.GZIP;
import static dev.sluice.balancer.config.CompressConfig.Coding.ZSTD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.http.files.FilesServer.Answer;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that lie encoded beside the plain ones; here with texts that tell which one came. */
@ExtendWith(VertxExtension.class)
class PrecompressedTest {

  private static final Instant BUILT = Instant.parse("2024-05-06T07:08:09.000000010Z");

  @TempDir Path temporary;
  private Path root;

  @BeforeEach
  void fill() throws IOException {
    root = Files.createDirectory(temporary.resolve("root"));
    write("app.js", "plain", 0);
    write("app.js.br", "by br", 0);
    write("app.js.gz", "by gzip", 1);
    write("app.js.zst", "by zstd", 0);
    write("index.html", "home", 0);
    write("index.html.br", "home by br", 0);
    write("alone.css", "alone", 0);
  }

  @ParameterizedTest
  @CsvSource({
    "br, br, by br",
    "gzip, gzip, by gzip",
    "x-gzip, gzip, by gzip",
    "'gzip, br', br, by br",
    "'br;q=0.5, gzip', gzip, by gzip",
    "'br;q=0, gzip;q=0.1', gzip, by gzip",
    "*, br, by br",
    "zstd, '', plain",
    "'identity, deflate', '', plain",
    "'br;q=0', '', plain",
    "'', '', plain"
  })
  void sendsWhatTheClientLikesBest(String accepts, String coding, String body, Vertx vertx)
      throws Exception {
    Answer answer =
        FilesServer.start(vertx, FilesServer.precompressed(root, BR, GZIP))
            .get("/app.js", "Accept-Encoding: " + accepts);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(body);
    assertThat(answer.header("content-encoding")).isEqualTo(coding);
    assertThat(answer.header("content-length")).isEqualTo(String.valueOf(body.length()));
    assertThat(answer.header("content-type")).isEqualTo("text/javascript; charset=utf-8");
    assertThat(answer.header("vary")).isEqualTo("Accept-Encoding");
  }

  @Test
  void asksForTheOrderOfTheConfiguration(Vertx vertx) throws Exception {
    FilesServer server = FilesServer.start(vertx, FilesServer.precompressed(root, ZSTD, GZIP, BR));

    assertThat(server.get("/app.js", "Accept-Encoding: br, gzip, zstd").body())
        .isEqualTo("by zstd");
    assertThat(server.get("/app.js", "Accept-Encoding: br, gzip").body()).isEqualTo("by gzip");
  }

  @Test
  void sendsPlainFilesUnlessTold(Vertx vertx) throws Exception {
    FilesServer server = FilesServer.start(vertx, FilesServer.files(root));

    Answer answer = server.get("/app.js", "Accept-Encoding: br");
    assertThat(answer.body()).isEqualTo("plain");
    assertThat(answer.headers()).doesNotContainKeys("vary", "content-encoding");
    assertThat(server.get("/app.js.gz").header("content-type")).isEqualTo("application/gzip");
  }

  @Test
  void tellsHeadTheSame(Vertx vertx) throws Exception {
    FilesServer server = FilesServer.start(vertx, FilesServer.precompressed(root, BR));

    Answer head = server.send("HEAD", "/app.js", "Accept-Encoding: br");
    assertThat(head.headers())
        .isEqualTo(server.get("/app.js", "Accept-Encoding: br").headers())
        .containsEntry("content-encoding", "br");
    assertThat(head.bytes()).isEmpty();
  }

  /** All files of a build may have one time, and two codings may come out equally long. */
  @Test
  void hasATagOfItsOwn(Vertx vertx) throws Exception {
    FilesServer server = FilesServer.start(vertx, FilesServer.precompressed(root, BR));
    String plain = server.get("/app.js").header("etag");
    String encoded = server.get("/app.js", "Accept-Encoding: br").header("etag");

    assertThat(encoded).isNotEqualTo(plain);
    Answer known = server.get("/app.js", "Accept-Encoding: br", "If-None-Match: " + encoded);
    assertThat(known.status()).isEqualTo(304);
    assertThat(known.header("etag")).isEqualTo(encoded);
    assertThat(known.header("vary")).isEqualTo("Accept-Encoding");
    assertThat(server.get("/app.js", "Accept-Encoding: br", "If-None-Match: " + plain).body())
        .isEqualTo("by br");
    assertThat(server.get("/app.js", "If-None-Match: " + encoded).body()).isEqualTo("plain");
  }

  @Test
  void takesRangesOfWhatItSends(Vertx vertx) throws Exception {
    FilesServer server = FilesServer.start(vertx, FilesServer.precompressed(root, GZIP));
    Answer part = server.get("/app.js", "Accept-Encoding: gzip", "Range: bytes=3-");

    assertThat(part.status()).isEqualTo(206);
    assertThat(part.body()).isEqualTo("gzip");
    assertThat(part.header("content-range")).isEqualTo("bytes 3-6/7");
    assertThat(part.header("content-encoding")).isEqualTo("gzip");
    assertThat(part.header("vary")).isEqualTo("Accept-Encoding");
  }

  @Test
  void servesIndexAndFallbackEncoded(Vertx vertx) throws Exception {
    FilesServer server = FilesServer.start(vertx, FilesServer.precompressed(root, BR));

    for (String path : List.of("/", "/index.html", "/users/7")) {
      Answer answer = server.get(path, "Accept-Encoding: br");
      assertThat(answer.body()).as(path).isEqualTo("home by br");
      assertThat(answer.header("content-type")).isEqualTo("text/html; charset=utf-8");
    }
    Answer alone = server.get("/alone.css", "Accept-Encoding: br");
    assertThat(alone.body()).isEqualTo("alone");
    assertThat(alone.header("vary")).isEqualTo("Accept-Encoding");
    assertThat(alone.headers()).doesNotContainKey("content-encoding");
  }

  @Test
  void passesOverWhatIsOlderThanThePlainFile(Vertx vertx) throws Exception {
    FilesServer server = FilesServer.start(vertx, FilesServer.precompressed(root, BR, GZIP));
    write("app.js", "changed", 1);

    // The one for gzip was made in the same instant as the change.
    assertThat(server.get("/app.js", "Accept-Encoding: br, gzip").body()).isEqualTo("by gzip");
    assertThat(server.get("/app.js", "Accept-Encoding: br").body()).isEqualTo("changed");
  }

  @Test
  void passesOverWhatIsNoFileBelowTheRoot(Vertx vertx) throws Exception {
    Files.writeString(temporary.resolve("secret"), "secret");
    Files.createSymbolicLink(root.resolve("alone.css.br"), temporary.resolve("secret"));
    Files.createDirectory(root.resolve("alone.css.gz"));
    FilesServer server = FilesServer.start(vertx, FilesServer.precompressed(root, BR, GZIP));

    assertThat(server.get("/alone.css", "Accept-Encoding: br, gzip").body()).isEqualTo("alone");
    // The plain file decides what there is.
    write("gone.css.br", "gone", 0);
    assertThat(server.get("/gone.css", "Accept-Encoding: br").body()).isEqualTo("home by br");
  }

  private void write(String name, String content, int nanos) throws IOException {
    Path file = root.resolve(name);
    Files.writeString(file, content);
    Files.setLastModifiedTime(file, FileTime.from(BUILT.plusNanos(nanos * 1_000_000L)));
  }
}
