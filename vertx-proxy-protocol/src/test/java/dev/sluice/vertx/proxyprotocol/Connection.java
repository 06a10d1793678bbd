package dev.sluice.vertx.proxyprotocol;

import dev.sluice.vertx.proxyprotocol.ProxyProtocol.OnRefusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An accepted connection that begins with the protocol, and what came of it. */
final class Connection implements AutoCloseable {

  static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** Verdicts, bytes as text, and "end", in the order in which they came out. */
  final List<Object> events = new ArrayList<>();

  private final EmbeddedChannel channel;
  private int reads;

  private Connection(SocketAddress peer, boolean autoRead, ProxyProtocol protocol) {
    channel =
        new EmbeddedChannel() {
          @Override
          protected SocketAddress remoteAddress0() {
            return peer;
          }

          @Override
          protected void doBeginRead() {
            reads++;
          }
        };
    channel.freezeTime();
    channel.config().setAutoRead(autoRead);
    channel.pipeline().addLast(new Recorder());
    reads = 0;
    protocol.expectOn(channel);
  }

  static Connection trusted(OnRefusal onRefusal) {
    return of("192.0.2.10", true, onRefusal);
  }

  static Connection trusted() {
    return trusted(OnRefusal.CLOSE);
  }

  static Connection untrusted() {
    return of("198.51.100.1", true, OnRefusal.CLOSE);
  }

  /** Of a peer; those of 192.0.2 are trusted. */
  static Connection of(String peer, boolean autoRead, OnRefusal onRefusal) {
    return of(new InetSocketAddress(peer, 4711), autoRead, onRefusal);
  }

  static Connection of(SocketAddress peer, boolean autoRead, OnRefusal onRefusal) {
    return new Connection(
        peer,
        autoRead,
        new ProxyProtocol(
            address -> address.getHostAddress().startsWith("192.0.2."), onRefusal, TIMEOUT));
  }

  /** Lost once the connection is closed. */
  Connection sends(byte[] bytes) {
    if (channel.isOpen()) {
      channel.writeInbound(Unpooled.wrappedBuffer(bytes));
    }
    return this;
  }

  Connection sends(String latin1) {
    return sends(bytes(latin1));
  }

  /** One byte at a time. */
  Connection dribbles(byte[] bytes) {
    for (byte b : bytes) {
      sends(new byte[] {b});
    }
    return this;
  }

  Connection finishes() {
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    return this;
  }

  Connection waits(Duration time) {
    channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
    channel.runScheduledPendingTasks();
    return this;
  }

  ProxyVerdict verdict() {
    return ProxyVerdict.of(channel).orElseThrow();
  }

  EmbeddedChannel channel() {
    return channel;
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  /** Whether the handler still looks at what comes. */
  boolean isWatched() {
    return channel.pipeline().get(ProxyProtocol.HANDLER) != null;
  }

  /** How often it was asked for; meaningful where reading is off. */
  int reads() {
    return reads;
  }

  /** What was passed on. */
  String passed() {
    StringBuilder all = new StringBuilder();
    events.stream().filter(String.class::isInstance).forEach(all::append);
    return all.toString();
  }

  static byte[] bytes(String latin1) {
    return latin1.getBytes(StandardCharsets.ISO_8859_1);
  }

  static byte[] v2(int command, int family, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(bytes("\r\n\r\n\0\r\nQUIT\n"));
    out.write(command);
    out.write(family);
    out.write(content.length >> 8);
    out.write(content.length);
    out.writeBytes(content);
    return out.toByteArray();
  }

  @Override
  public void close() {
    channel.finishAndReleaseAll();
  }

  private final class Recorder extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      events.add(bytes.toString(StandardCharsets.ISO_8859_1));
      bytes.release();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      events.add(event == ChannelInputShutdownEvent.INSTANCE ? Event.FINISHED : event);
    }
  }

  /** Beside verdicts and bytes. */
  enum Event {
    FINISHED
  }
}
