package dev.sluice.balancer.udp;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.vertx.core.internal.VertxInternal;

/** How datagrams are read and queued, on both sides. */
final class Datagrams {

  /** The longest payload of a datagram over IPv4 (RFC 768, RFC 791), in bytes. */
  static final int LONGEST = 65_507;

  // A datagram is read whole or cut off, so there must always be room for the longest.
  private static final int READ_SIZE = 65_535;

  // What a socket may have waiting to be sent, in bytes; the rest is dropped.
  private static final WriteBufferWaterMark QUEUE =
      new WriteBufferWaterMark(256 * 1024, 512 * 1024);

  private Datagrams() {}

  /** Makes sockets that resolve names, without a channel factory, a loop and a handler. */
  static Bootstrap bootstrap(VertxInternal vertx) {
    return new Bootstrap()
        .resolver(vertx.nameResolver().nettyAddressResolverGroup())
        .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
        .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_SIZE))
        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, QUEUE);
  }
}
