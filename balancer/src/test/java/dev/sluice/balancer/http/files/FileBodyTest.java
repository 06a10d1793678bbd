package dev.sluice.balancer.http.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.http.head.FieldList;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.stream.Outgoing;
import dev.sluice.balancer.net.Loop;
import dev.sluice.balancer.net.VirtualWheel;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file on its way to a client that takes some now and then. */
class FileBodyTest {

  private static final int BLOCKS = 4;

  @TempDir Path folder;
  private Path file;
  private FileChannel channel;
  private Loop loop;
  private Slow client;
  private FileBody body;
  private final VirtualWheel time = new VirtualWheel();

  private Vertx vertx;

  @BeforeEach
  void begin() throws Exception {
    file = Files.write(folder.resolve("file"), new byte[BLOCKS * Blocks.SIZE]);
    channel = FileChannel.open(file, StandardOpenOption.READ);
    vertx = Vertx.vertx(new VertxOptions().setWorkerPoolSize(1));
    loop = Loop.current((VertxInternal) vertx);
    client = new Slow();
    Blocks blocks = new Blocks(channel, List.of(new Piece.Slice(0, (long) BLOCKS * Blocks.SIZE)));
    Reply.Content content = new Reply.Content(200, FieldList.of(), blocks.next(), blocks);
    body =
        new FileBody(
            loop,
            client,
            content,
            new FileBody.Ends(
                () -> client.told.add("sent"),
                failed -> client.told.add(failed.getClass().getSimpleName()),
                () -> client.told.add("silent")),
            new Patience(time.wheel(), Duration.ofSeconds(10)));
  }

  @AfterEach
  void end() throws Exception {
    on(() -> body.stop());
    settle();
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  @Test
  void writesABlockForEachTimeTheClientTakesMore() throws Exception {
    for (int i = 1; i < BLOCKS; i++) {
      take(1);
      assertThat(client.told()).isEqualTo("data " + Blocks.SIZE);
      assertThat(client.told()).isEqualTo("flush");
    }
    take(1);
    assertThat(client.told()).isEqualTo("data " + Blocks.SIZE);
    assertThat(client.told()).isEqualTo("sent");
    assertThat(channel.isOpen()).isFalse();
    assertThat(client.told).isEmpty();
  }

  @Test
  void writesOnItsOwnWhileTheClientTakesIt() throws Exception {
    take(BLOCKS);
    List<String> told = new ArrayList<>();
    for (int i = 0; i < 2 * BLOCKS; i++) {
      told.add(client.told());
    }
    assertThat(told).filteredOn(("data " + Blocks.SIZE)::equals).hasSize(BLOCKS);
    assertThat(told).last().isEqualTo("sent");
  }

  @Test
  void readsNoMoreThanOneBlockAhead() throws Exception {
    take(1);
    assertThat(client.told()).isEqualTo("data " + Blocks.SIZE);
    assertThat(client.told()).isEqualTo("flush");
    settle();
    // What has been read by now is still there, and nothing else.
    truncate();
    take(BLOCKS);
    assertThat(client.told()).isEqualTo("data " + Blocks.SIZE);
    assertThat(client.told()).isEqualTo("flush");
    assertThat(client.told()).isEqualTo(EOFException.class.getSimpleName());
    assertThat(client.told).isEmpty();
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void givesUpAClientThatTakesNothing() throws Exception {
    take(1);
    settle();
    on(() -> time.advance(Duration.ofSeconds(9)));
    take(1);
    settle();
    on(() -> time.advance(Duration.ofSeconds(9)));
    List<String> told = new ArrayList<>(client.told);
    assertThat(told).hasSize(4).doesNotContain("silent");
    client.told.clear();
    on(() -> time.advance(Duration.ofSeconds(2)));
    assertThat(client.told).containsExactly("silent");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void stopsAndClosesTheFile() throws Exception {
    on(() -> body.stop());
    assertThat(channel.isOpen()).isFalse();
    on(() -> body.stop());
    take(BLOCKS);
    settle();
    assertThat(client.told).isEmpty();
  }

  /** What is being read then is released, which the leak detector looks after. */
  @Test
  void closesTheFileBehindWhatIsBeingRead() throws Exception {
    on(
        () -> {
          client.room = 1;
          body.advance();
          body.stop();
        });
    settle();
    assertThat(channel.isOpen()).isFalse();
    assertThat(client.told()).isEqualTo("data " + Blocks.SIZE);
    assertThat(client.told()).isEqualTo("flush");
    assertThat(client.told).isEmpty();
  }

  private void take(int blocks) throws Exception {
    on(
        () -> {
          client.room = blocks;
          body.advance();
        });
  }

  /** Waits for reads that have begun: the only worker does one thing after the other. */
  private void settle() throws Exception {
    CompletableFuture<Boolean> behind = new CompletableFuture<>();
    on(() -> loop.blocking(() -> true).onComplete(done -> behind.complete(true)));
    behind.get(10, TimeUnit.SECONDS);
  }

  private void on(Runnable action) throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            action.run();
            done.complete(null);
          } catch (Throwable failed) {
            done.completeExceptionally(failed);
          }
        });
    done.get(10, TimeUnit.SECONDS);
  }

  private void truncate() throws IOException {
    try (FileChannel writing = FileChannel.open(file, StandardOpenOption.WRITE)) {
      writing.truncate(0);
    }
  }

  /** Takes as many blocks as there is room for. */
  private static final class Slow implements Outgoing {

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private int room;

    String told() throws InterruptedException {
      return String.valueOf(told.poll(10, TimeUnit.SECONDS));
    }

    @Override
    public void data(ByteBuf bytes) {
      room--;
      told.add("data " + bytes.readableBytes());
      bytes.release();
    }

    @Override
    public void flush() {
      told.add("flush");
    }

    @Override
    public void end(Fields trailers) {
      told.add("end");
    }

    @Override
    public boolean isWritable() {
      return room > 0;
    }
  }
}
