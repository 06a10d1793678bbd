package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.stream.MessageFilter.BodyFilter;
import dev.sluice.balancer.http.stream.Outgoing;
import io.netty.buffer.ByteBuf;

/**
 * The body of an answer of our own behind a filter. Of a length that is known, all of it has left
 * the filter once all of it was written, so that the record of the request, which is told before
 * the end, can say how much that was. For one event loop.
 */
final class FilteredBody implements Outgoing {

  private final Outgoing client;
  private final Outgoing filtered;
  private long left;
  private boolean over;

  /**
   * @param length of what will be written, as in {@link dev.sluice.balancer.http.head.BodyLength}
   */
  FilteredBody(BodyFilter filter, Outgoing client, long length) {
    this.client = client;
    this.filtered = filter.before(new Endless(client));
    this.left = length;
  }

  @Override
  public void data(ByteBuf bytes) {
    left -= bytes.readableBytes();
    filtered.data(bytes);
    if (left == 0) {
      finish();
    }
  }

  private void finish() {
    if (!over) {
      over = true;
      filtered.end(Fields.NONE);
    }
  }

  @Override
  public void flush() {
    filtered.flush();
  }

  @Override
  public void end(Fields trailers) {
    finish();
    client.end(trailers);
  }

  @Override
  public void abandon() {
    over = true;
    filtered.abandon();
  }

  @Override
  public boolean isWritable() {
    return client.isWritable();
  }

  /** Leaves the end to others. */
  private record Endless(Outgoing client) implements Outgoing {

    @Override
    public void data(ByteBuf bytes) {
      client.data(bytes);
    }

    @Override
    public void flush() {
      client.flush();
    }

    @Override
    public void end(Fields trailers) {}

    @Override
    public boolean isWritable() {
      return client.isWritable();
    }
  }
}
