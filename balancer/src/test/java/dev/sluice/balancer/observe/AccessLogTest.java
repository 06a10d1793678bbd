package dev.sluice.balancer.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.event.AccessEvent;
import dev.sluice.balancer.net.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class AccessLogTest {

  private static final LineFormat WORD =
      (event, out) ->
          out.write(((AccessEvent.Connection) event).result().getBytes(StandardCharsets.UTF_8));

  /** Holds back every write until it is opened. */
  private static final class Gate extends OutputStream {
    private final CountDownLatch open = new CountDownLatch(1);
    private final CountDownLatch reached = new CountDownLatch(1);
    private final ByteArrayOutputStream through = new ByteArrayOutputStream();

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      reached.countDown();
      try {
        open.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      through.write(bytes, offset, length);
    }
  }

  @Test
  void writesEachLineAsItHappens() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (AccessLog log = new AccessLog(out, WORD)) {
      log.accept(Events.connection("one"));
      Eventually.that("the first line is out", () -> out.toString().equals("one\n"));
      log.accept(Events.connection("two"));
      Eventually.that("the second line is out", () -> out.toString().equals("one\ntwo\n"));
    }
  }

  @Test
  void writesWhatIsQueuedWhenItIsClosed() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    AccessLog log = new AccessLog(out, WORD);
    for (int i = 0; i < 1000; i++) {
      log.accept(Events.connection("x"));
    }
    log.close();
    assertThat(out.toString()).isEqualTo("x\n".repeat(1000));
    assertThat(log.dropped()).isZero();
  }

  @Test
  void dropsAndCountsWhatFindsTheQueueFull() throws InterruptedException {
    Gate gate = new Gate();
    AccessLog log = new AccessLog(gate, WORD);
    log.accept(Events.connection("first"));
    gate.reached.await();
    for (int i = 0; i < AccessLog.CAPACITY + 7; i++) {
      log.accept(Events.connection("x"));
    }
    assertThat(log.dropped()).isEqualTo(7);
    gate.open.countDown();
    log.close();
    assertThat(gate.through.toString().lines()).hasSize(AccessLog.CAPACITY + 1);
  }

  @Test
  void staysBoundedWhenItCanNotWriteAnyMore() {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("no space left");
          }
        };
    try (AccessLog log = new AccessLog(broken, WORD)) {
      Eventually.that(
          "events are dropped",
          () -> {
            log.accept(Events.connection("x"));
            return log.dropped() > 0;
          });
    }
  }
}
