package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.stream.Outgoing;
import io.netty.buffer.ByteBuf;

/** Counts what a filter writes to the client. For one event loop. */
final class CountedBody implements Outgoing {

  private final Outgoing client;
  private long written;

  CountedBody(Outgoing client) {
    this.client = client;
  }

  /** Payload bytes so far. */
  long written() {
    return written;
  }

  @Override
  public void data(ByteBuf bytes) {
    written += bytes.readableBytes();
    client.data(bytes);
  }

  @Override
  public void flush() {
    client.flush();
  }

  @Override
  public void end(Fields trailers) {
    client.end(trailers);
  }

  @Override
  public boolean isWritable() {
    return client.isWritable();
  }
}
