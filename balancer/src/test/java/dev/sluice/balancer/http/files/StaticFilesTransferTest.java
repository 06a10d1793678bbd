package dev.sluice.balancer.http.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.balancer.http.files.FilesServer.Answer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.ext.web.Router;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.SequenceInputStream;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files too large for one write, over each of the carriers. */
class StaticFilesTransferTest {

  private static final int MIB = 1024 * 1024;
  private static final long TIMEOUT_SECONDS = 20;

  @TempDir Path root;
  private final List<Vertx> started = new ArrayList<>();

  /** Vert.x closes a client that nobody refers to any more. */
  private final List<HttpClient> clients = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (Vertx vertx : started) {
      vertx.close().await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @CsvSource({"true, 3145728", "true, 5000001", "false, 3145728", "false, 5000001"})
  void sendsALargeFile(boolean nativeTransport, int size) throws Exception {
    byte[] content = write("large.bin", size);
    FilesServer server = FilesServer.start(vertx(nativeTransport), FilesServer.files(root));

    assertThat(server.get("/large.bin").bytes()).isEqualTo(content);
    Answer range = server.get("/large.bin", "Range: bytes=1000-2500000");
    assertThat(range.status()).isEqualTo(206);
    assertThat(range.bytes()).isEqualTo(Arrays.copyOfRange(content, 1000, 2_500_001));
  }

  @Test
  void sendsToTheEndWhatIsDeletedMeanwhile() throws Exception {
    byte[] content = write("large.bin", 32 * MIB);
    FilesServer server = FilesServer.start(vertx(true), FilesServer.files(root));

    try (Socket socket = server.connect()) {
      socket.getOutputStream().write(FilesServer.head("GET", "/large.bin"));
      InputStream in = socket.getInputStream();
      int first = in.read();
      Files.delete(root.resolve("large.bin"));
      Answer answer = Answer.read(prepend(first, in));
      assertThat(answer.bytes()).isEqualTo(content);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void endsTheConnectionWhenAFileShrinksMeanwhile(boolean nativeTransport) throws Exception {
    write("large.bin", 32 * MIB);
    FilesServer server = FilesServer.start(vertx(nativeTransport), FilesServer.files(root));

    try (Socket socket = server.connect()) {
      socket.getOutputStream().write(FilesServer.head("GET", "/large.bin"));
      InputStream in = socket.getInputStream();
      int first = in.read();
      try (RandomAccessFile file = new RandomAccessFile(root.resolve("large.bin").toFile(), "rw")) {
        file.setLength(MIB);
      }
      Answer answer = Answer.read(prepend(first, in));
      assertThat(answer.header("content-length")).isEqualTo(String.valueOf(32 * MIB));
      assertThat(answer.bytes()).hasSizeLessThan(32 * MIB);
    }
  }

  @Test
  void closesEveryFile() throws Exception {
    write("large.bin", 2 * MIB);
    FilesServer server = FilesServer.start(vertx(true), FilesServer.files(root));
    String etag = server.get("/large.bin").header("etag");
    for (int i = 0; i < 10; i++) {
      server.get("/large.bin");
      server.send("HEAD", "/large.bin");
      server.get("/large.bin", "If-None-Match: " + etag);
      server.get("/large.bin", "If-Match: \"x\"");
      server.get("/large.bin", "Range: bytes=99999999-");
      server.get("/large.bin", "Range: bytes=1-2");
    }

    stop();
    assertThat(openFiles()).isZero();
  }

  @Test
  void closesAFileWhoseReaderWentAway() throws Exception {
    write("large.bin", 32 * MIB);
    Vertx vertx = vertx(true);
    CountDownLatch gone = new CountDownLatch(1);
    Router router = Router.router(vertx);
    router
        .route()
        .handler(
            rc -> {
              rc.request().connection().closeHandler(closed -> gone.countDown());
              rc.next();
            });
    router.route().handler(new StaticFiles(vertx, FilesServer.files(root)));
    FilesServer server = FilesServer.start(vertx, router, new HttpServerOptions());

    try (Socket socket = server.connect()) {
      socket.getOutputStream().write(FilesServer.head("GET", "/large.bin"));
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      assertThat(openFiles()).isEqualTo(1);
    }
    assertThat(gone.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
    stop();
    assertThat(openFiles()).isZero();
  }

  @Test
  void leavesAnAnsweredRequestAlone() throws Exception {
    write("large.bin", MIB);
    Vertx vertx = vertx(true);
    Router router = Router.router(vertx);
    StaticFiles files = new StaticFiles(vertx, FilesServer.files(root));
    router
        .route()
        .handler(
            rc -> {
              rc.response().setStatusCode(504).end("too late");
              files.handle(rc);
            });
    FilesServer server = FilesServer.start(vertx, router, new HttpServerOptions());

    assertThat(server.get("/large.bin").body()).isEqualTo("too late");
    assertThat(server.get("/nothing").body()).isEqualTo("too late");
    stop();
    assertThat(openFiles()).isZero();
  }

  @Test
  void speaksHttp2() throws Exception {
    byte[] content = write("large.bin", 3 * MIB);
    Vertx vertx = vertx(true);
    FilesServer server = FilesServer.start(vertx, FilesServer.files(root));
    HttpClientOptions h2 =
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgrade(false);

    Fetched whole = fetch(vertx, h2, server.port(), "");
    assertThat(whole.response().version()).isEqualTo(HttpVersion.HTTP_2);
    assertThat(whole.response().statusCode()).isEqualTo(200);
    assertThat(whole.body().getBytes()).isEqualTo(content);
    Fetched range = fetch(vertx, h2, server.port(), "bytes=5-2000000");
    assertThat(range.response().statusCode()).isEqualTo(206);
    assertThat(range.body().getBytes()).isEqualTo(Arrays.copyOfRange(content, 5, 2_000_001));
    assertThat(range.response().getHeader("content-length")).isEqualTo("1999996");
    stop();
    assertThat(openFiles()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"HTTP_1_1, 200", "HTTP_2, 404"})
  void copesWithAFileDeletedBeforeItIsSent(HttpVersion version, int status) throws Exception {
    write("large.bin", MIB);
    Path file = root.resolve("large.bin");
    FileChannel channel = FileChannel.open(file);
    Files.delete(file);
    Reply reply =
        new Reply(
            200,
            Map.of(HttpHeaders.CONTENT_LENGTH, String.valueOf(MIB)),
            new Reply.Slice(file, channel, 0, MIB));
    Vertx vertx = vertx(true);
    Router router = Router.router(vertx);
    router.route().handler(rc -> ReplyWriter.write(rc, reply));
    FilesServer server = FilesServer.start(vertx, router, new HttpServerOptions());

    Fetched fetched =
        fetch(
            vertx,
            new HttpClientOptions().setProtocolVersion(version).setHttp2ClearTextUpgrade(false),
            server.port(),
            "");
    assertThat(fetched.response().statusCode()).isEqualTo(status);
    assertThat(fetched.body().length()).isEqualTo(status == 200 ? MIB : "failed 404".length());
    stop();
    assertThat(openFiles()).isZero();
  }

  @Test
  void speaksTls() throws Exception {
    byte[] content = write("large.bin", 3 * MIB);
    Vertx vertx = vertx(true);
    FilesServer server = secured(vertx);
    Fetched whole =
        fetch(
            vertx,
            new HttpClientOptions().setSsl(true).setTrustAll(true).setVerifyHost(false),
            server.port(),
            "");
    assertThat(whole.response().version()).isEqualTo(HttpVersion.HTTP_1_1);
    assertThat(whole.body().getBytes()).isEqualTo(content);
    stop();
    assertThat(openFiles()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"HTTP_1_1, true", "HTTP_2, false"})
  void breaksOffWhenAPipedFileShrinks(HttpVersion version, boolean tls) throws Exception {
    write("large.bin", 32 * MIB);
    Vertx vertx = vertx(true);
    FilesServer server = tls ? secured(vertx) : FilesServer.start(vertx, FilesServer.files(root));
    HttpClient client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setSsl(tls)
                .setTrustAll(true)
                .setVerifyHost(false)
                .setProtocolVersion(version)
                .setHttp2ClearTextUpgrade(false));
    clients.add(client);

    HttpClientResponse response =
        client
            .request(HttpMethod.GET, server.port(), "127.0.0.1", "/large.bin")
            .compose(r -> r.send().onSuccess(HttpClientResponse::pause))
            .await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    try (RandomAccessFile file = new RandomAccessFile(root.resolve("large.bin").toFile(), "rw")) {
      file.setLength(MIB);
    }
    Future<Buffer> body = response.body();
    response.resume();

    assertThatThrownBy(() -> body.await(TIMEOUT_SECONDS, TimeUnit.SECONDS))
        .isNotInstanceOf(TimeoutException.class);
  }

  private FilesServer secured(Vertx vertx) throws Exception {
    Path keys = root.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                keys.toString(),
                "-storepass",
                "changeit")
            .redirectErrorStream(true)
            .start();
    assertThat(keytool.waitFor()).isZero();
    Router router = Router.router(vertx);
    router.route().handler(new StaticFiles(vertx, FilesServer.files(root)));
    return FilesServer.start(
        vertx,
        router,
        new HttpServerOptions()
            .setSsl(true)
            .setKeyCertOptions(new PfxOptions().setPath(keys.toString()).setPassword("changeit")));
  }

  private record Fetched(HttpClientResponse response, Buffer body) {}

  private Fetched fetch(Vertx vertx, HttpClientOptions options, int port, String range)
      throws Exception {
    RequestOptions request =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setHost("127.0.0.1")
            .setPort(port)
            .setURI("/large.bin");
    if (!range.isEmpty()) {
      request.putHeader("Range", range);
    }
    HttpClient client = vertx.createHttpClient(options);
    clients.add(client);
    return client
        .request(request)
        .compose(r -> r.send())
        .compose(response -> response.body().map(body -> new Fetched(response, body)))
        .await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  private Vertx vertx(boolean nativeTransport) {
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(nativeTransport));
    assertThat(vertx.isNativeTransportEnabled()).isEqualTo(nativeTransport);
    started.add(vertx);
    return vertx;
  }

  private byte[] write(String name, int size) throws Exception {
    byte[] content = new byte[size];
    new Random(42).nextBytes(content);
    Files.write(root.resolve(name), content);
    return content;
  }

  /** Descriptors of this process below the root. */
  private long openFiles() throws Exception {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.filter(this::isBelowRoot).count();
    }
  }

  private boolean isBelowRoot(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).startsWith(root);
    } catch (IOException closed) {
      return false;
    }
  }

  private static InputStream prepend(int first, InputStream rest) {
    return new SequenceInputStream(new ByteArrayInputStream(new byte[] {(byte) first}), rest);
  }
}
