package dev.sluice.backend;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Sends the answers of one UDP listener, late or not at all where faults are asked for. For one
 * event loop.
 */
final class UdpAnswers {

  private static final int MAX_PENDING = 4096;

  private final FaultInjector faults;
  private int pending;
  private Runnable onDrained = () -> {};

  UdpAnswers(FaultInjector faults) {
    this.faults = faults;
  }

  /** Takes over an answer; drops it when it is to fail, or when too many wait already. */
  void send(ChannelHandlerContext ctx, Object answer) {
    if (pending == MAX_PENDING || faults.nextFails()) {
      ReferenceCountUtil.release(answer);
      return;
    }
    pending++;
    long delay = faults.nextDelayNanos();
    if (delay == 0) {
      write(ctx, answer);
    } else {
      ctx.executor().schedule(() -> write(ctx, answer), delay, TimeUnit.NANOSECONDS);
    }
  }

  private void write(ChannelHandlerContext ctx, Object answer) {
    ctx.writeAndFlush(answer)
        .addListener(
            written -> {
              pending--;
              if (pending == 0) {
                onDrained.run();
              }
            });
  }

  /** Calls back once no answer is owed, at once if that is so now. */
  void whenDrained(Runnable action) {
    onDrained = action;
    if (pending == 0) {
      action.run();
    }
  }
}
