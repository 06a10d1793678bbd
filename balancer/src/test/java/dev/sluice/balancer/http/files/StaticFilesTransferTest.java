package dev.sluice.balancer.http.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.event.AccessEvent;
import dev.sluice.balancer.http.exchange.Exchanges;
import dev.sluice.balancer.http.files.FilesServer.Answer;
import dev.sluice.balancer.net.Eventually;
import dev.sluice.balancer.net.tls.Pki;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files too large for one write. */
class StaticFilesTransferTest {

  private static final int MIB = 1024 * 1024;
  private static final long TIMEOUT_SECONDS = 20;

  @TempDir Path root;
  private final List<Vertx> started = new ArrayList<>();

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
    AccessEvent.Request line = server.logged();
    assertThat(line.answer().status()).isEqualTo(200);
    assertThat(line.answer().reason()).isEqualTo("internal-error");
    awaitNothingOpen();
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

    awaitNothingOpen();
  }

  @Test
  void closesAFileWhoseReaderWentAway() throws Exception {
    write("large.bin", 32 * MIB);
    FilesServer server = FilesServer.start(vertx(true), FilesServer.files(root));

    try (Socket socket = server.connect()) {
      socket.getOutputStream().write(FilesServer.head("GET", "/large.bin"));
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      assertThat(openFiles()).isEqualTo(1);
      assertThat(server.<Integer>ask(Exchanges::count)).isEqualTo(1);
    }
    AccessEvent.Request line = server.logged();
    assertThat(line.answer().status()).isEqualTo(499);
    assertThat(line.answer().reason()).isEqualTo("client-gone");
    assertThat(line.traffic().sent()).isBetween(1L, 32L * MIB - 1);
    awaitNothingOpen();
    assertThat(server.<Integer>ask(Exchanges::count)).isZero();
  }

  @Test
  void aGracefulStopWaitsForATransfer() throws Exception {
    byte[] content = write("large.bin", 32 * MIB);
    FilesServer server = FilesServer.start(vertx(true), FilesServer.files(root));

    try (Socket socket = server.connect()) {
      socket.getOutputStream().write(FilesServer.head("GET", "/large.bin"));
      InputStream in = socket.getInputStream();
      int first = in.read();
      CompletableFuture<Void> drained = server.ask(e -> e.drain().toCompletableFuture());
      assertThat(drained).isNotDone();
      assertThat(Answer.read(prepend(first, in)).bytes()).isEqualTo(content);
      assertThat(drained).succeedsWithin(Duration.ofSeconds(TIMEOUT_SECONDS));
    }
    assertThat(server.logged().answer().status()).isEqualTo(200);
    awaitNothingOpen();
  }

  @Test
  void aStopBreaksATransferOff() throws Exception {
    write("large.bin", 32 * MIB);
    FilesServer server = FilesServer.start(vertx(true), FilesServer.files(root));

    try (Socket socket = server.connect()) {
      socket.getOutputStream().write(FilesServer.head("GET", "/large.bin"));
      InputStream in = socket.getInputStream();
      int first = in.read();
      assertThat(server.<Integer>ask(Exchanges::stop)).isEqualTo(1);
      assertThat(Answer.read(prepend(first, in)).bytes()).hasSizeLessThan(32 * MIB);
    }
    AccessEvent.Request line = server.logged();
    assertThat(line.answer().status()).isEqualTo(200);
    assertThat(line.answer().reason()).isEqualTo("stopped");
    awaitNothingOpen();
  }

  @Test
  void aStopDuringTheLookUpIsARefusal() throws Exception {
    write("small.bin", 10);
    try (Busy busy = new Busy()) {
      FilesServer server = FilesServer.start(busy.vertx, FilesServer.files(root));
      try (Socket socket = server.connect()) {
        socket.getOutputStream().write(FilesServer.head("GET", "/small.bin"));
        Eventually.that("a request", () -> server.ask(Exchanges::count) == 1);
        assertThat(server.<Integer>ask(Exchanges::stop)).isEqualTo(1);
        assertThat(Answer.read(socket.getInputStream()).refuses(503, "stopped")).isTrue();
      }
      assertThat(server.logged().answer().reason()).isEqualTo("stopped");
      busy.end();
      awaitNothingOpen();
      assertThat(server.log()).isEmpty();
    }
  }

  @Test
  void aClientMayLeaveDuringTheLookUp() throws Exception {
    write("large.bin", MIB);
    try (Busy busy = new Busy()) {
      FilesServer server = FilesServer.start(busy.vertx, FilesServer.files(root));
      try (Socket socket = server.connect()) {
        socket.getOutputStream().write(FilesServer.head("GET", "/large.bin"));
        Eventually.that("a request", () -> server.ask(Exchanges::count) == 1);
      }
      AccessEvent.Request line = server.logged();
      assertThat(line.answer().status()).isEqualTo(499);
      assertThat(line.traffic().sent()).isZero();
      busy.end();
      awaitNothingOpen();
      assertThat(server.<Integer>ask(Exchanges::count)).isZero();
    }
  }

  @Test
  void speaksTls() throws Exception {
    byte[] content = write("large.bin", 3 * MIB);
    Secured secured = new Secured(vertx(true));
    try (Socket socket = secured.connect()) {
      socket.getOutputStream().write(FilesServer.head("GET", "/large.bin"));
      assertThat(Answer.read(socket.getInputStream()).bytes()).isEqualTo(content);
    }
    awaitNothingOpen();
  }

  @Test
  void breaksOffOverTlsWhenAFileShrinks() throws Exception {
    write("large.bin", 32 * MIB);
    Secured secured = new Secured(vertx(true));
    try (Socket socket = secured.connect()) {
      socket.getOutputStream().write(FilesServer.head("GET", "/large.bin"));
      InputStream in = socket.getInputStream();
      int first = in.read();
      try (RandomAccessFile file = new RandomAccessFile(root.resolve("large.bin").toFile(), "rw")) {
        file.setLength(MIB);
      }
      assertThat(Answer.read(prepend(first, in)).bytes()).hasSizeLessThan(32 * MIB);
    }
    awaitNothingOpen();
  }

  /** A server behind TLS. */
  private final class Secured {

    private final Pki pki = Pki.in(root, "files");
    private final FilesServer server;

    Secured(Vertx vertx) throws Exception {
      X509Bundle own = pki.bundle("a", builder -> builder.addSanDnsName("localhost"));
      server =
          FilesServer.start(
              vertx,
              FilesServer.files(root),
              Optional.of(
                  SslContextBuilder.forServer(own.toKeyManagerFactory())
                      .sslProvider(SslProvider.JDK)
                      .build()));
    }

    Socket connect() throws Exception {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
      Socket socket =
          context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), server.port());
      socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS));
      return socket;
    }
  }

  /** A Vert.x whose only worker is busy until it is told to end. */
  private final class Busy implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setWorkerPoolSize(1));
    private final CountDownLatch end = new CountDownLatch(1);

    Busy() {
      started.add(vertx);
      vertx.executeBlocking(() -> end.await(TIMEOUT_SECONDS, TimeUnit.SECONDS), false);
    }

    /** Returns when the worker has done all that waited for it. */
    void end() throws Exception {
      end.countDown();
      vertx.executeBlocking(() -> true, false).await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
      end.countDown();
    }
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

  private void awaitNothingOpen() {
    Eventually.that("all files are closed", () -> openFiles() == 0);
  }

  /** Descriptors of this process below the root. */
  private long openFiles() {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.filter(this::isBelowRoot).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
