package dev.sluice.balancer.http.vertx;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The receptions of all event loops that share one listening socket: Vert.x has one of them open
 * it, and spreads its connections over all. Safe to use from any thread.
 */
public final class Receptions {

  private final Map<EventLoop, Reception> byLoop = new ConcurrentHashMap<>();

  void join(EventLoop loop, Reception reception) {
    byLoop.put(loop, reception);
  }

  void leave(EventLoop loop) {
    byLoop.remove(loop);
  }

  /** What is put into the pipeline of an accepted connection in place of Vert.x's own. */
  ChannelHandler before(ChannelHandler vertx) {
    return new Initializer(vertx);
  }

  private void accepted(Channel channel, ChannelHandler vertx) {
    Reception reception = byLoop.get(channel.eventLoop());
    if (reception == null) {
      // It has just stopped.
      channel.close();
    } else {
      reception.accepted((DuplexChannel) channel, vertx);
    }
  }

  @ChannelHandler.Sharable
  private final class Initializer extends ChannelInitializer<Channel> {

    private final ChannelHandler vertx;

    Initializer(ChannelHandler vertx) {
      this.vertx = vertx;
    }

    @Override
    protected void initChannel(Channel channel) {
      accepted(channel, vertx);
    }
  }
}
