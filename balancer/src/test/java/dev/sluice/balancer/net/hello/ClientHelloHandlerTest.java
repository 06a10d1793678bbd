package dev.sluice.balancer.net.hello;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.net.hello.Inspection.NoHello;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClientHelloHandlerTest {

  private static final ClientHello HELLO = new ClientHello(Optional.of("a.example"), List.of("h2"));
  private static final byte[] WIRE =
      Hellos.record(22, Hellos.handmade(Hellos.serverName("a.example"), Hellos.alpn("h2")));

  private final List<Inspection> decided = new ArrayList<>();
  private final ByteArrayOutputStream passed = new ByteArrayOutputStream();
  private final List<Object> events = new ArrayList<>();
  private final List<EmbeddedChannel> channels = new ArrayList<>();
  private int reads;

  private final class Next extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      passed.writeBytes(ByteBufUtil.getBytes(bytes));
      bytes.release();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      events.add(event);
      events.add(passed.size());
    }
  }

  private EmbeddedChannel channel(ClientHelloHandler handler) {
    EmbeddedChannel channel =
        new EmbeddedChannel() {
          @Override
          protected void doBeginRead() {
            reads++;
          }
        };
    channel.config().setAutoRead(false);
    reads = 0;
    channel.pipeline().addLast(handler, new Next());
    channels.add(channel);
    return channel;
  }

  private EmbeddedChannel channel() {
    return channel(new ClientHelloHandler(decided::add));
  }

  private static void send(EmbeddedChannel channel, byte... bytes) {
    channel.writeInbound(Unpooled.wrappedBuffer(bytes.clone()));
  }

  @AfterEach
  void close() {
    channels.forEach(EmbeddedChannel::finishAndReleaseAll);
  }

  @Test
  void holdsTheBytesUntilItIsRemoved() {
    EmbeddedChannel channel = channel();
    send(channel, Hellos.bytes(WIRE, new byte[] {1, 2}));
    assertThat(decided).containsExactly(HELLO);
    send(channel, (byte) 3);
    assertThat(passed.size()).isZero();
    channel.pipeline().remove(ClientHelloHandler.class);
    assertThat(passed.toByteArray()).isEqualTo(Hellos.bytes(WIRE, new byte[] {1, 2, 3}));
    send(channel, (byte) 4);
    assertThat(passed.size()).isEqualTo(WIRE.length + 4);
    assertThat(decided).hasSize(1);
  }

  @Test
  void mayBeRemovedWhenItDecides() {
    EmbeddedChannel channel =
        channel(
            new ClientHelloHandler(
                inspection -> {
                  decided.add(inspection);
                  channels.get(0).pipeline().remove(ClientHelloHandler.class);
                }));
    send(channel, WIRE);
    assertThat(decided).containsExactly(HELLO);
    assertThat(passed.toByteArray()).isEqualTo(WIRE);
  }

  @Test
  void asksForBytesUntilItHasDecided() {
    EmbeddedChannel channel = channel();
    assertThat(reads).isEqualTo(1);
    send(channel, Arrays.copyOf(WIRE, 7));
    assertThat(reads).isEqualTo(2);
    send(channel, Arrays.copyOfRange(WIRE, 7, WIRE.length));
    assertThat(decided).containsExactly(HELLO);
    assertThat(reads).isEqualTo(2);
  }

  @Test
  void tellsWhatIsNoHello() {
    send(channel(), (byte) 'G');
    send(channel(), new byte[] {22, 3, 1, 64, 0, 1, 1, 0, 1});
    assertThat(decided).containsExactly(NoHello.NOT_TLS, NoHello.TOO_LONG);
  }

  @Test
  void tellsOfAClientThatFinishesBefore() {
    EmbeddedChannel channel = channel();
    send(channel, (byte) 22, (byte) 3);
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    assertThat(decided).containsExactly(NoHello.NEED_MORE);
    channel.pipeline().remove(ClientHelloHandler.class);
    assertThat(events).containsExactly(ChannelInputShutdownEvent.INSTANCE, 2);
  }

  @Test
  void tellsTheEndBehindTheBytes() {
    EmbeddedChannel channel = channel();
    send(channel, WIRE);
    channel.pipeline().fireUserEventTriggered("another");
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    assertThat(events).containsExactly("another", 0);
    channel.pipeline().remove(ClientHelloHandler.class);
    assertThat(events)
        .containsExactly("another", 0, ChannelInputShutdownEvent.INSTANCE, WIRE.length);
    assertThat(decided).containsExactly(HELLO);
  }

  @Test
  void saysNothingOfAConnectionThatIsLost() {
    // The leak detector watches.
    EmbeddedChannel channel = channel();
    send(channel, (byte) 22, (byte) 3);
    channel.close();
    channel.runPendingTasks();
    assertThat(decided).isEmpty();
    assertThat(passed.size()).isZero();
  }

  @Property
  void losesNothingHoweverItIsCutUp(
      @ForAll @Size(max = 8) List<@IntRange(min = 1, max = 120) Integer> cuts) {
    decided.clear();
    passed.reset();
    EmbeddedChannel channel = channel();
    byte[] all = Hellos.bytes(WIRE, new byte[20]);
    int from = 0;
    for (int cut : cuts.stream().sorted().filter(c -> c < all.length).toList()) {
      send(channel, Arrays.copyOfRange(all, from, cut));
      from = cut;
    }
    send(channel, Arrays.copyOfRange(all, from, all.length));
    channel.pipeline().remove(ClientHelloHandler.class);
    assertThat(decided).containsExactly(HELLO);
    assertThat(passed.toByteArray()).isEqualTo(all);
    channel.finishAndReleaseAll();
    channels.remove(channel);
  }
}
