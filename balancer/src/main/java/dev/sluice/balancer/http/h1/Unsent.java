package dev.sluice.balancer.http.h1;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;

/** Tells a client that reads slowly from one that doesn't read. For one channel. */
final class Unsent {

  private long last = -1;

  /** Whether something waits to be sent, and some was sent since this was asked before. */
  boolean moves(Channel channel) {
    long now = bytes(channel);
    boolean moves = now > 0 && now != last;
    last = now;
    return moves;
  }

  /** How much waits to be sent. */
  static long bytes(Channel channel) {
    ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
    // A buffer that was sent in part is counted whole.
    return queue == null ? 0 : queue.totalPendingWriteBytes() - queue.currentProgress();
  }
}
