package dev.sluice.balancer.http.h1;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.nio.charset.StandardCharsets;

/** A connection whose every read a test decides. */
final class EmbeddedDuplex extends EmbeddedChannel implements DuplexChannel {

  private boolean outputEnded;

  /** Reads so many pieces in one go. */
  void read(String... pieces) {
    for (String piece : pieces) {
      pipeline().fireChannelRead(Served.bytes(piece));
    }
    pipeline().fireChannelReadComplete();
    runPendingTasks();
  }

  /** The client ends its side. */
  void end() {
    pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    runPendingTasks();
  }

  /** What was sent since. */
  String sent() {
    runPendingTasks();
    StringBuilder sent = new StringBuilder();
    for (ByteBuf bytes = readOutbound(); bytes != null; bytes = readOutbound()) {
      sent.append(bytes.toString(StandardCharsets.ISO_8859_1));
      bytes.release();
    }
    return sent.toString();
  }

  @Override
  public boolean isInputShutdown() {
    return false;
  }

  @Override
  public ChannelFuture shutdownInput() {
    throw new UnsupportedOperationException();
  }

  @Override
  public ChannelFuture shutdownInput(ChannelPromise promise) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isOutputShutdown() {
    return outputEnded;
  }

  @Override
  public ChannelFuture shutdownOutput() {
    return shutdownOutput(newPromise());
  }

  @Override
  public ChannelFuture shutdownOutput(ChannelPromise promise) {
    outputEnded = true;
    return promise.setSuccess();
  }

  @Override
  public boolean isShutdown() {
    return outputEnded;
  }

  @Override
  public ChannelFuture shutdown() {
    return shutdownOutput();
  }

  @Override
  public ChannelFuture shutdown(ChannelPromise promise) {
    return shutdownOutput(promise);
  }
}
