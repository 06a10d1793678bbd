package dev.sluice.balancer.http.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.Destination;
import dev.sluice.balancer.event.AccessEvent;
import dev.sluice.balancer.http.exchange.Dispatcher;
import dev.sluice.balancer.http.exchange.Exchanges;
import dev.sluice.balancer.http.exchange.RuleAction;
import dev.sluice.balancer.http.files.Patience;
import dev.sluice.balancer.http.files.StaticFiles;
import dev.sluice.balancer.http.stream.Downstream;
import dev.sluice.balancer.net.Loop;
import dev.sluice.balancer.net.Rig;
import dev.sluice.balancer.net.Wheel;
import io.netty.handler.codec.http2.Http2Headers;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as streams of HTTP/2. */
class FilesOverHttp2Test {

  private static final int MIB = 1024 * 1024;
  private static final int INITIAL_WINDOW_SIZE = 4;
  private static final int INTERNAL_ERROR = 2;
  private static final int CANCEL = 8;

  /** For ever: nobody turns it. */
  private static final Patience PATIENCE = new Patience(new Wheel(System::nanoTime), Duration.ZERO);

  @TempDir Path root;
  private final Exchanges exchanges = new Exchanges();
  private final BlockingQueue<AccessEvent.Request> log = new LinkedBlockingQueue<>();
  private byte[] content;

  @BeforeEach
  void fill() throws IOException {
    content = new byte[3 * MIB];
    new Random(42).nextBytes(content);
    Files.write(root.resolve("large.bin"), content);
  }

  @Test
  void sendsAFile() throws Exception {
    try (Rig rig = serving();
        H2Wire client =
            H2Wire.client(rig.port(), INITIAL_WINDOW_SIZE, 8 * MIB).window(0, 8 * MIB)) {
      Http2Headers head = client.get(1, "/large.bin").head();
      assertThat(head.status()).hasToString("200");
      assertThat(head.get("content-length")).hasToString(String.valueOf(content.length));
      assertThat(client.body().getBytes(StandardCharsets.ISO_8859_1)).isEqualTo(content);
      assertThat(next().traffic().sent()).isEqualTo(content.length);
    }
  }

  @Test
  void sendsARange() throws Exception {
    try (Rig rig = serving();
        H2Wire client =
            H2Wire.client(rig.port(), INITIAL_WINDOW_SIZE, 8 * MIB).window(0, 8 * MIB)) {
      client.headers(
          1,
          true,
          ":method",
          "GET",
          ":scheme",
          "http",
          ":authority",
          "a.test",
          ":path",
          "/large.bin",
          "range",
          "bytes=5-2000000");
      Http2Headers head = client.head();
      assertThat(head.status()).hasToString("206");
      assertThat(head.get("content-length")).hasToString("1999996");
      assertThat(client.body().getBytes(StandardCharsets.ISO_8859_1))
          .isEqualTo(Arrays.copyOfRange(content, 5, 2_000_001));
    }
  }

  @Test
  void answersWithoutAFile() throws Exception {
    try (Rig rig = serving();
        H2Wire client = H2Wire.client(rig.port())) {
      Http2Headers missing = client.get(1, "/nothing").head();
      assertThat(missing.status()).hasToString("404");
      assertThat(missing.get("x-sluice-reason")).hasToString("not-found");
      assertThat(client.body()).startsWith("404 not-found");
      client.headers(
          3,
          true,
          ":method",
          "HEAD",
          ":scheme",
          "http",
          ":authority",
          "a.test",
          ":path",
          "/large.bin");
      H2Wire.Frame head = client.next(H2Wire.HEADERS);
      assertThat(head.ends()).isTrue();
      assertThat(client.fields(head).get("content-length"))
          .hasToString(String.valueOf(content.length));
    }
  }

  @Test
  void resetsTheStreamWhenTheFileShrinks() throws Exception {
    try (Rig rig = serving();
        H2Wire client = H2Wire.client(rig.port())) {
      assertThat(client.get(1, "/large.bin").head().status()).hasToString("200");
      client.next(H2Wire.DATA);
      try (RandomAccessFile file = new RandomAccessFile(root.resolve("large.bin").toFile(), "rw")) {
        file.setLength(0);
      }
      client.window(1, 8 * MIB).window(0, 8 * MIB);
      assertThat(client.resetFrame().code()).isEqualTo(INTERNAL_ERROR);
      assertThat(next().answer().reason()).isEqualTo("internal-error");
      // The connection goes on.
      assertThat(client.get(3, "/nothing").head().status()).hasToString("404");
    }
  }

  @Test
  void stopsWhenTheClientCancels() throws Exception {
    try (Rig rig = serving();
        H2Wire client = H2Wire.client(rig.port())) {
      assertThat(client.get(1, "/large.bin").head().status()).hasToString("200");
      client.next(H2Wire.DATA);
      client.reset(1, CANCEL);
      AccessEvent.Request line = next();
      assertThat(line.answer().status()).isEqualTo(499);
      assertThat(line.traffic().sent()).isLessThan(content.length);
      // What was still on its way comes first, or is taken back.
      client.window(0, MIB).get(3, "/nothing");
      H2Wire.Frame frame = client.next();
      while (frame.type() != H2Wire.HEADERS) {
        frame = client.next();
      }
      assertThat(client.fields(frame).status()).hasToString("404");
    }
  }

  private AccessEvent.Request next() throws InterruptedException {
    AccessEvent.Request line = log.poll(10, TimeUnit.SECONDS);
    assertThat(line).isNotNull();
    return line;
  }

  private Rig serving() {
    return Fronts.of(this::serve);
  }

  private void serve(Downstream request) {
    Loop loop = Loop.current((VertxInternal) Vertx.currentContext().owner());
    Destination.Static config =
        new Destination.Static(root, List.of("index.html"), Optional.empty(), false);
    RuleAction files = new RuleAction("files", new StaticFiles(loop, exchanges, PATIENCE, config));
    new Dispatcher(
            "edge",
            (head, client) -> Optional.of(files),
            System::nanoTime,
            record -> log.add(record.event()))
        .accept(request);
  }
}
