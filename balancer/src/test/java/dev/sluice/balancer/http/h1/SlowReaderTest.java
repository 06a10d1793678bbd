package dev.sluice.balancer.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.http.h1.H1Front.Carrier;
import dev.sluice.balancer.http.head.BodyLength;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.stream.Downstream;
import dev.sluice.balancer.http.stream.Outgoing;
import dev.sluice.balancer.net.Eventually;
import dev.sluice.balancer.net.Wire;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that read slowly or not at all cost a bounded amount of memory. */
class SlowReaderTest {

  private static final int PIECE = 10_000;
  private static final int PIECES = 2_000;

  static Stream<Carrier> carriers() {
    return Carrier.available();
  }

  /** Writes as long as it may, and goes on when it is told. */
  private static final class Source implements Downstream.Listener {

    private final Outgoing out;
    private final AtomicInteger written;

    Source(Downstream down, AtomicInteger written) {
      this.written = written;
      this.out = down.answer(Served.head(200, -1), new HeadEdits(), BodyLength.UNKNOWN);
      down.listen(this);
      writable();
    }

    @Override
    public void writable() {
      while (out.isWritable() && written.get() < PIECES) {
        out.data(Unpooled.wrappedBuffer(new byte[PIECE]));
        if (written.incrementAndGet() == PIECES) {
          out.end(Fields.NONE);
          return;
        }
      }
      out.flush();
    }

    @Override
    public void gone() {}
  }

  @ParameterizedTest
  @MethodSource("carriers")
  void getNoMoreThanTheyTake(Carrier carrier) throws Exception {
    AtomicInteger written = new AtomicInteger();
    try (H1Front front =
            H1Front.start(carrier, H1Front.SETTINGS, served -> new Source(served.down, written));
        Wire client = front.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      Eventually.that("it stops", () -> !front.noMore() && !front.channel().isWritable());
      assertThat(front.unsent()).isLessThan(200_000);
      assertThat(client.answer()).hasSizeGreaterThan(PIECE * PIECES);
      assertThat(written.get()).isEqualTo(PIECES);
      assertThat(client.send("GET / HTTP/1.0\r\n\r\n").head()).startsWith("HTTP/1.1 200 ");
    }
  }

  @ParameterizedTest
  @MethodSource("carriers")
  void getNoFurtherAnswersBeforeTheyTakeThose(Carrier carrier) throws Exception {
    int requests = 3_000;
    AtomicInteger served = new AtomicInteger();
    String text = "x".repeat(PIECE);
    try (H1Front front =
            H1Front.start(
                carrier,
                H1Front.SETTINGS,
                one -> {
                  served.incrementAndGet();
                  one.answer(text);
                });
        Wire client = front.connect()) {
      Thread sender =
          new Thread(
              () -> {
                try {
                  client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(requests));
                } catch (IOException broken) {
                  throw new UncheckedIOException(broken);
                }
              });
      sender.start();
      Eventually.that("it stops", () -> !front.noMore() && !front.channel().config().isAutoRead());
      assertThat(front.unsent()).isLessThan(200_000);
      assertThat(served.get()).isLessThan(requests);
      for (int i = 0; i < requests; i++) {
        assertThat(client.answer()).endsWith(text);
      }
      sender.join();
      assertThat(served.get()).isEqualTo(requests);
    }
  }
}
