package dev.sluice.balancer.http.files;

import dev.sluice.balancer.http.stream.Outgoing;
import dev.sluice.balancer.net.Alarm;
import dev.sluice.balancer.net.Loop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a file to a client as fast as that takes it: while one block goes out, the next one is
 * read, and no more than that one. For one event loop.
 */
final class FileBody {

  private static final Logger LOG = LoggerFactory.getLogger(FileBody.class);

  private final Loop loop;
  private final Outgoing out;
  private final Blocks blocks;
  private final Ends ends;
  private final Patience patience;
  private final Alarm alarm = new Alarm(this::late);
  private ByteBuf ahead;
  private boolean advancing;
  private boolean reading;
  private boolean over;

  /**
   * How it ends; at most one of them, once.
   *
   * @param sent all of it was written; the answer's end is still to be
   * @param failed the file can't be read, or has shrunk
   * @param silent the client has taken nothing for too long
   */
  record Ends(Runnable sent, Consumer<Throwable> failed, Runnable silent) {}

  /**
   * @param content its own from now on
   */
  FileBody(Loop loop, Outgoing out, Reply.Content content, Ends ends, Patience patience) {
    this.loop = loop;
    this.out = out;
    this.ahead = content.first();
    this.blocks = content.rest();
    this.ends = ends;
    this.patience = patience;
  }

  /** Writes on what can be; to be called to begin with, and when the client takes more. */
  void advance() {
    if (advancing) {
      return; // a block came, or the client took one, while one is being written
    }
    advancing = true;
    try {
      while (!over && ahead.isReadable() && out.isWritable()) {
        write();
      }
    } finally {
      advancing = false;
    }
    if (waits()) {
      patience.begin(alarm);
    }
  }

  private boolean waits() {
    return !over && ahead.isReadable();
  }

  // Set anew whenever it waits, so by now it has waited for all of that time.
  private void late() {
    if (waits()) {
      stop();
      ends.silent().run();
    }
  }

  private void write() {
    ByteBuf block = ahead;
    ahead = Unpooled.EMPTY_BUFFER;
    out.data(block);
    if (over) {
      return;
    }
    if (blocks.isEmpty()) {
      over = true;
      patience.end(alarm);
      ends.sent().run();
      return;
    }
    out.flush();
    if (!over) {
      read();
    }
  }

  private void read() {
    reading = true;
    loop.blocking(blocks::next)
        .onComplete(
            read -> {
              reading = false;
              if (over) {
                if (read.succeeded()) {
                  read.result().release();
                }
                close();
              } else if (read.failed()) {
                stop();
                ends.failed().accept(read.cause());
              } else {
                ahead = read.result();
                advance();
              }
            });
  }

  /** Writes no more, and closes the file. Again is of no effect. */
  void stop() {
    if (over) {
      return;
    }
    over = true;
    patience.end(alarm);
    ahead.release();
    ahead = Unpooled.EMPTY_BUFFER;
    if (!reading) {
      close();
    }
  }

  // Nothing was written to it, so this doesn't wait for a disk.
  private void close() {
    try {
      blocks.close();
    } catch (IOException e) {
      LOG.debug("closing a file: {}", e.getMessage());
    }
  }
}
