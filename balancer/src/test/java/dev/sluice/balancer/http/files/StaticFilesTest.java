package dev.sluice.balancer.http.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.sluice.balancer.config.Destination;
import dev.sluice.balancer.event.AccessEvent;
import dev.sluice.balancer.http.exchange.Exchanges;
import dev.sluice.balancer.http.files.FilesServer.Answer;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class StaticFilesTest {

  private static final String TEN_BYTES = "0123456789";

  @TempDir Path temporary;
  private Path root;

  @BeforeEach
  void fill() throws IOException {
    root = Files.createDirectory(temporary.resolve("root"));
    write("index.html", "<h1>home</h1>");
    write("ten.txt", TEN_BYTES);
    write("empty.txt", "");
    write("docs/index.htm", "docs");
    write("bare/a.txt", "a");
    Files.writeString(temporary.resolve("secret.txt"), "secret");
  }

  @Test
  void servesAFile(Vertx vertx) throws Exception {
    Answer answer = FilesServer.start(vertx, FilesServer.files(root)).get("/ten.txt?v=1");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(TEN_BYTES);
    assertThat(answer.header("content-type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(answer.header("content-length")).isEqualTo("10");
    assertThat(answer.header("accept-ranges")).isEqualTo("bytes");
    assertThat(answer.header("cache-control")).isEqualTo("no-cache");
    assertThat(answer.header("etag")).startsWith("\"").endsWith("\"");
    assertThat(answer.header("last-modified")).endsWith(" GMT");
  }

  @Test
  void givesHeadTheSameFieldsWithoutBody(Vertx vertx) throws Exception {
    FilesServer server = FilesServer.start(vertx, FilesServer.files(root));
    Answer get = server.get("/ten.txt");
    Answer head = server.send("HEAD", "/ten.txt", "Range: bytes=0-1");

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.headers()).isEqualTo(get.headers());
    assertThat(head.bytes()).isEmpty();
  }

  @Test
  void servesAnEmptyFile(Vertx vertx) throws Exception {
    FilesServer server = FilesServer.start(vertx, FilesServer.files(root));
    Answer answer = server.get("/empty.txt");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-length")).isEqualTo("0");
    assertThat(answer.bytes()).isEmpty();
    Answer range = server.get("/empty.txt", "Range: bytes=0-");
    assertThat(range.status()).isEqualTo(416);
    assertThat(range.header("content-range")).isEqualTo("bytes */0");
  }

  @ParameterizedTest
  @CsvSource({
    "a.css, text/css; charset=utf-8",
    "A.JS, text/javascript; charset=utf-8",
    "a.json, application/json",
    "a.svg, image/svg+xml",
    "a.wasm, application/wasm",
    "a.avif, image/avif",
    "a.webmanifest, application/manifest+json",
    "a.unheard-of, application/octet-stream",
    "README, application/octet-stream"
  })
  void namesTheMediaType(String file, String type, Vertx vertx) throws Exception {
    write(file, "x");

    assertThat(FilesServer.start(vertx, FilesServer.files(root)).get("/" + file))
        .extracting(answer -> answer.header("content-type"))
        .isEqualTo(type);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "PROPFIND"})
  void refusesOtherMethods(String method, Vertx vertx) throws Exception {
    Answer answer =
        FilesServer.start(vertx, FilesServer.spa(root, "index.html")).send(method, "/ten.txt");

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("allow")).isEqualTo("GET, HEAD");
    assertThat(answer.refuses(405, "method-not-allowed")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=2-4, 234, bytes 2-4/10",
    "bytes=7-, 789, bytes 7-9/10",
    "bytes=-3, 789, bytes 7-9/10",
    "bytes=-500, 0123456789, bytes 0-9/10"
  })
  void servesARange(String range, String body, String contentRange, Vertx vertx) throws Exception {
    Answer answer =
        FilesServer.start(vertx, FilesServer.files(root)).get("/ten.txt", "Range: " + range);

    assertThat(answer.status()).isEqualTo(206);
    assertThat(answer.body()).isEqualTo(body);
    assertThat(answer.header("content-range")).isEqualTo(contentRange);
    assertThat(answer.header("content-length")).isEqualTo(String.valueOf(body.length()));
    assertThat(answer.header("content-type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(answer.header("etag")).isNotEmpty();
  }

  @Test
  void refusesARangeBehindTheEnd(Vertx vertx) throws Exception {
    Answer answer =
        FilesServer.start(vertx, FilesServer.files(root)).get("/ten.txt", "Range: bytes=10-");

    assertThat(answer.status()).isEqualTo(416);
    assertThat(answer.header("content-range")).isEqualTo("bytes */10");
    assertThat(answer.refuses(416, "range-not-satisfiable")).isTrue();
  }

  @Test
  void servesARangeOnlyOfTheStateTheClientHas(Vertx vertx) throws Exception {
    FilesServer server = FilesServer.start(vertx, FilesServer.files(root));
    String etag = server.get("/ten.txt").header("etag");

    assertThat(server.get("/ten.txt", "Range: bytes=0-1", "If-Range: " + etag).body())
        .isEqualTo("01");
    Answer stale = server.get("/ten.txt", "Range: bytes=0-1", "If-Range: \"old\"");
    assertThat(stale.status()).isEqualTo(200);
    assertThat(stale.body()).isEqualTo(TEN_BYTES);
  }

  @Test
  void confirmsWhatTheClientHas(Vertx vertx) throws Exception {
    FilesServer server = FilesServer.start(vertx, FilesServer.files(root));
    Answer first = server.get("/ten.txt");
    String etag = first.header("etag");

    for (String condition :
        List.of(
            "If-None-Match: " + etag,
            "If-None-Match: \"x\", W/" + etag,
            "If-None-Match: *",
            "If-Modified-Since: " + first.header("last-modified"))) {
      Answer again = server.get("/ten.txt", condition);
      assertThat(again.status()).as(condition).isEqualTo(304);
      assertThat(again.header("etag")).isEqualTo(etag);
      assertThat(again.header("cache-control")).isEqualTo("no-cache");
      assertThat(again.bytes()).isEmpty();
    }
    assertThat(server.get("/ten.txt", "If-Match: \"x\"").refuses(412, "precondition-failed"))
        .isTrue();
  }

  @Test
  void seesAFileReplacedInPlace(Vertx vertx) throws Exception {
    FilesServer server = FilesServer.start(vertx, FilesServer.files(root));
    FileTime time = FileTime.from(Instant.parse("2020-01-01T00:00:00.000000001Z"));
    Files.setLastModifiedTime(root.resolve("ten.txt"), time);
    String before = server.get("/ten.txt").header("etag");

    write("ten.txt", "9876543210");
    Files.setLastModifiedTime(
        root.resolve("ten.txt"), FileTime.from(time.toInstant().plusNanos(1_000_000)));
    Answer after = server.get("/ten.txt", "If-None-Match: " + before);

    assertThat(after.status()).isEqualTo(200);
    assertThat(after.body()).isEqualTo("9876543210");
    assertThat(after.header("etag")).isNotEqualTo(before);
    Files.delete(root.resolve("ten.txt"));
    assertThat(server.get("/ten.txt").status()).isEqualTo(404);
  }

  @Test
  void triesIndexesInOrder(Vertx vertx) throws Exception {
    FilesServer server =
        FilesServer.start(
            vertx,
            new Destination.Static(
                root, List.of("index.htm", "index.html"), Optional.empty(), false));

    assertThat(server.get("/").body()).isEqualTo("<h1>home</h1>");
    assertThat(server.get("/").header("content-type")).isEqualTo("text/html; charset=utf-8");
    assertThat(server.get("/docs/").body()).isEqualTo("docs");
    write("index.htm", "first");
    assertThat(server.get("/").body()).isEqualTo("first");
  }

  @Test
  void sendsAFolderWithoutSlashToTheOneWith(Vertx vertx) throws Exception {
    FilesServer server = FilesServer.start(vertx, FilesServer.files(root));

    Answer answer = server.get("/docs?a=1&b=%20");
    assertThat(answer.status()).isEqualTo(301);
    assertThat(answer.header("location")).isEqualTo("/docs/?a=1&b=%20");
    assertThat(server.send("HEAD", "/docs").header("location")).isEqualTo("/docs/");
  }

  @Test
  void neverSendsToAnotherHost(Vertx vertx) throws Exception {
    write("evil.test/index.html", "x");

    assertThat(FilesServer.start(vertx, FilesServer.files(root)).get("//evil.test"))
        .extracting(answer -> answer.header("location"))
        .isEqualTo("/evil.test/");
  }

  @Test
  void closesAFolderWithoutIndex(Vertx vertx) throws Exception {
    FilesServer server = FilesServer.start(vertx, FilesServer.files(root));

    assertThat(server.get("/bare/").status()).isEqualTo(403);
    assertThat(server.get("/bare/").refuses(403, "forbidden")).isTrue();
    assertThat(server.get("/nothing").status()).isEqualTo(404);
    assertThat(server.get("/ten.txt/").status()).isEqualTo(404);
    assertThat(server.get("/ten.txt/x").status()).isEqualTo(404);
    assertThat(server.get("/" + "x".repeat(300)).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../secret.txt",
        "/docs/../../secret.txt",
        "/docs/../ten.txt",
        "/%2e%2e/secret.txt",
        "/.%2e/secret.txt",
        "/%2e%2e%2fsecret.txt",
        "/%252e%252e/secret.txt",
        "/%252e%252e%252fsecret.txt",
        "/..%5csecret.txt",
        "/%5c..%5csecret.txt",
        "/docs%2findex.htm",
        "/ten.txt%00",
        "/ten.txt%00.html",
        "/%c0%ae%c0%ae/secret.txt",
        "/.hidden/x.txt",
        "/.env",
        "/docs/.env",
        "/%2eenv"
      })
  void staysInside(String path, Vertx vertx) throws Exception {
    write(".hidden/x.txt", "hidden");
    write(".env", "hidden");
    write("docs/.env", "hidden");
    Answer answer = FilesServer.start(vertx, FilesServer.files(root)).get(path);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.refuses(404, "not-found")).isTrue();
  }

  @Test
  void servesWellKnown(Vertx vertx) throws Exception {
    write(".well-known/security.txt", "contact");

    assertThat(
            FilesServer.start(vertx, FilesServer.files(root))
                .get("/.well-known/security.txt")
                .body())
        .isEqualTo("contact");
  }

  @Test
  void followsLinksOnlyInside(Vertx vertx) throws Exception {
    write("..data/real.txt", "real");
    link("inside.txt", root.resolve("..data/real.txt"));
    link("outside.txt", temporary.resolve("secret.txt"));
    link("up", temporary);
    link("loop", root.resolve("loop"));
    link("dangling", root.resolve("nowhere"));
    // Begins with the root's name, yet lies beside it.
    Files.createDirectory(temporary.resolve("root2"));
    Files.writeString(temporary.resolve("root2/x.txt"), "beside");
    link("beside", temporary.resolve("root2"));
    FilesServer server = FilesServer.start(vertx, FilesServer.files(root));

    assertThat(server.get("/inside.txt").body()).isEqualTo("real");
    for (String path :
        List.of(
            "/outside.txt",
            "/up/secret.txt",
            "/up/",
            "/up",
            "/loop",
            "/dangling",
            "/beside/x.txt")) {
      assertThat(server.get(path).status()).as(path).isEqualTo(404);
    }
  }

  @Test
  void followsARootThatIsSwapped(Vertx vertx) throws Exception {
    Path current = temporary.resolve("current");
    Files.createSymbolicLink(current, root);
    FilesServer server = FilesServer.start(vertx, FilesServer.files(current));
    assertThat(server.get("/ten.txt").body()).isEqualTo(TEN_BYTES);

    Path next = Files.createDirectory(temporary.resolve("next"));
    Files.writeString(next.resolve("ten.txt"), "next");
    Files.delete(current);
    assertThat(server.get("/ten.txt").status()).isEqualTo(404);
    Files.createSymbolicLink(current, next);
    assertThat(server.get("/ten.txt").body()).isEqualTo("next");
  }

  @Test
  void answersForMissingPathsWithTheFallback(Vertx vertx) throws Exception {
    write(".env", "hidden");
    link("outside.txt", temporary.resolve("secret.txt"));
    FilesServer server = FilesServer.start(vertx, FilesServer.spa(root, "index.html"));

    for (String path : List.of("/users/7", "/bare/", "/ten.txt/", "/outside.txt")) {
      Answer answer = server.get(path);
      assertThat(answer.status()).as(path).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("<h1>home</h1>");
      assertThat(answer.header("content-type")).isEqualTo("text/html; charset=utf-8");
    }
    assertThat(server.send("HEAD", "/users/7").header("content-length")).isEqualTo("13");
    assertThat(server.get("/ten.txt").body()).isEqualTo(TEN_BYTES);
    assertThat(server.get("/.env").status()).isEqualTo(404);
    assertThat(server.get("/%2e%2e/secret.txt").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none.html", "../secret.txt", "docs"})
  void hasNothingToFallBackTo(String fallback, Vertx vertx) throws Exception {
    assertThat(FilesServer.start(vertx, FilesServer.spa(root, fallback)).get("/users/7").status())
        .isEqualTo(404);
  }

  @Test
  void listsAFolder(Vertx vertx) throws Exception {
    write("bare/<b> & \"q\".txt", "x");
    write("bare/c:d.txt", "x");
    write("bare/.hidden", "x");
    write("bare/sub/x.txt", "x");
    link("bare/inside", root.resolve("ten.txt"));
    link("bare/outside", temporary.resolve("secret.txt"));
    link("bare/dangling", root.resolve("nowhere"));
    FilesServer server = FilesServer.start(vertx, FilesServer.listing(root));
    Answer answer = server.get("/bare/");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-type")).isEqualTo("text/html; charset=utf-8");
    assertThat(answer.body())
        .contains("<a href=\"../\">../</a>")
        .contains("<a href=\"./sub/\">sub/</a>")
        .contains("<a href=\"./a.txt\">a.txt</a>")
        .contains("<a href=\"./c%3Ad.txt\">c:d.txt</a>")
        .contains("<a href=\"./%3Cb%3E%20%26%20%22q%22.txt\">&lt;b&gt; &amp; &quot;q&quot;.txt</a>")
        .contains(">inside<")
        .doesNotContain("hidden", "outside", "dangling");
    Answer head = server.send("HEAD", "/bare/");
    assertThat(head.headers()).isEqualTo(answer.headers());
    assertThat(head.bytes()).isEmpty();
    assertThat(server.get("/").body()).isEqualTo("<h1>home</h1>");
    assertThat(server.get("/bare/%3Cb%3E%20%26%20%22q%22.txt").body()).isEqualTo("x");
  }

  @Test
  void tellsCachesWhatIsConfigured(Vertx vertx) throws Exception {
    FilesServer server = FilesServer.start(vertx, FilesServer.cached(root, "public, max-age=3600"));
    String etag = server.get("/ten.txt").header("etag");

    for (Answer answer :
        List.of(
            server.get("/ten.txt"),
            server.send("HEAD", "/ten.txt"),
            server.get("/ten.txt", "Range: bytes=0-1"),
            server.get("/ten.txt", "If-None-Match: " + etag),
            server.get("/docs"),
            server.get("/bare/"))) {
      assertThat(answer.status()).isBetween(200, 304);
      assertThat(answer.header("cache-control")).isEqualTo("public, max-age=3600");
    }
    for (Answer answer :
        List.of(
            server.get("/nothing"),
            server.get("/ten.txt", "Range: bytes=10-"),
            server.get("/ten.txt", "If-Match: \"x\""))) {
      assertThat(answer.status()).isGreaterThanOrEqualTo(400);
      assertThat(answer.headers()).doesNotContainKey("cache-control");
    }
  }

  @Test
  void logsWhatItAnswered(Vertx vertx) throws Exception {
    FilesServer server = FilesServer.start(vertx, FilesServer.files(root));
    server.get("/ten.txt");
    server.get("/nothing");

    AccessEvent.Request sent = server.logged();
    assertThat(sent.answer().status()).isEqualTo(200);
    assertThat(sent.answer().reason()).isEmpty();
    assertThat(sent.traffic().sent()).isEqualTo(10);
    AccessEvent.Request refused = server.logged();
    assertThat(refused.answer().status()).isEqualTo(404);
    assertThat(refused.answer().reason()).isEqualTo("not-found");
    assertThat(server.<Integer>ask(Exchanges::count)).isZero();
  }

  @Test
  void refusesAFileItMayNotRead(Vertx vertx) throws Exception {
    Path closed = root.resolve("closed.txt");
    write("closed.txt", "closed");
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(closed), "the superuser may read all");

    assertThat(
            FilesServer.start(vertx, FilesServer.spa(root, "index.html"))
                .get("/closed.txt")
                .status())
        .isEqualTo(403);
  }

  @Test
  void doesNotWaitOnANamedPipe(Vertx vertx) throws Exception {
    assertThat(new ProcessBuilder("mkfifo", root.resolve("pipe").toString()).start().waitFor())
        .isZero();

    assertThat(FilesServer.start(vertx, FilesServer.files(root)).get("/pipe").status())
        .isEqualTo(404);
  }

  private void write(String name, String content) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private void link(String name, Path target) throws IOException {
    Files.createSymbolicLink(root.resolve(name), target);
  }
}
