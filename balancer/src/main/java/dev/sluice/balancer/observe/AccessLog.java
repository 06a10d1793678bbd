package dev.sluice.balancer.observe;

import dev.sluice.balancer.event.AccessEvent;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a line per event on a thread of its own, flushed whenever it has caught up. Event loops
 * never wait for it: beyond {@link #CAPACITY} events in the queue, further ones are dropped and
 * counted.
 */
public final class AccessLog implements Consumer<AccessEvent>, AutoCloseable {

  /** Events that may wait to be written. */
  static final int CAPACITY = 16_384;

  private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);

  private final OutputStream out;
  private final LineFormat format;
  private final ConcurrentLinkedQueue<AccessEvent> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger queued = new AtomicInteger();
  private final AtomicLong dropped = new AtomicLong();
  private final Thread writer;
  private volatile boolean waiting;
  private volatile boolean closed;

  /**
   * Starts the writing thread.
   *
   * @param out flushed, not closed, by {@link #close}
   */
  public AccessLog(OutputStream out, LineFormat format) {
    this.out = new BufferedOutputStream(out, 64 * 1024);
    this.format = format;
    this.writer = new Thread(this::run, "sluice-access-log");
    this.writer.setDaemon(true);
    this.writer.start();
  }

  /** From any thread; returns at once. */
  @Override
  public void accept(AccessEvent event) {
    if (queued.get() >= CAPACITY) {
      dropped.incrementAndGet();
      return;
    }
    queued.incrementAndGet();
    queue.add(event);
    if (waiting) {
      LockSupport.unpark(writer);
    }
  }

  /** Events that found the queue full. */
  public long dropped() {
    return dropped.get();
  }

  /** Writes what is queued; later events are not written. Blocks for at most two seconds. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(writer);
    try {
      writer.join(2_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (dropped.get() > 0) {
      LOG.warn("{} access log lines were dropped: writing them was too slow", dropped.get());
    }
  }

  private void run() {
    try {
      boolean last = false;
      while (!last) {
        last = closed;
        drain();
        out.flush();
        rest(last);
      }
    } catch (IOException e) {
      LOG.error("the access log can't be written any more: {}", e.getMessage());
      // Keeps memory bounded: nobody empties the queue from here on.
      queued.set(CAPACITY);
      queue.clear();
    }
  }

  private void drain() throws IOException {
    for (AccessEvent event = queue.poll(); event != null; event = queue.poll()) {
      queued.decrementAndGet();
      try {
        format.write(event, out);
      } catch (RuntimeException e) {
        LOG.error("an access log line can't be written: {}", e.toString());
      }
      out.write('\n');
    }
  }

  private void rest(boolean last) {
    waiting = true;
    // Looked at again after "waiting" is set, so that no event is left behind unannounced.
    if (!last && !closed && queue.isEmpty()) {
      LockSupport.park(this);
    }
    waiting = false;
  }
}
