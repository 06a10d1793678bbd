package dev.sluice.balancer.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.ListenConfig.SocketConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.transport.Transport;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RelayTest {

  private final Vertx vertx =
      Vertx.builder().withTransport(Transports.epoll().orElse(Transport.NIO)).build();
  private final EventLoop loop = ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
  private final Dialer dialer =
      new Dialer((VertxInternal) vertx, Duration.ofSeconds(2), SocketConfig.DEFAULT);

  @AfterEach
  void close() {
    Rig.await(vertx.close());
  }

  /** Two connections of the same event loop, with their far ends. */
  private record Ends(Wire client, Wire backend, SocketChannel left, SocketChannel right) {}

  private Ends ends() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 2, InetAddress.getLoopbackAddress())) {
      var address = new dev.sluice.balancer.config.Address("127.0.0.1", server.getLocalPort());
      ChannelFuture left = dialer.connect(loop, address).sync();
      Wire client = new Wire(server.accept());
      ChannelFuture right = dialer.connect(loop, address).sync();
      Wire backend = new Wire(server.accept());
      return new Ends(
          client, backend, (SocketChannel) left.channel(), (SocketChannel) right.channel());
    }
  }

  private Relay relay(Ends ends, Duration idle, Consumer<Relay.Result> onEnd) throws Exception {
    return loop.submit(
            () ->
                new Relays(idle, true)
                    .start(
                        new ChannelConnection(ends.left()),
                        new ChannelConnection(ends.right()),
                        onEnd))
        .get(10, TimeUnit.SECONDS);
  }

  @Test
  void endsWhenBothSidesHaveFinished() throws Exception {
    Ends ends = ends();
    CompletableFuture<Relay.Result> result = new CompletableFuture<>();
    relay(ends, Duration.ZERO, result::complete);
    ends.client().send("question").finish();
    assertThat(ends.backend().rest()).asString().isEqualTo("question");
    ends.backend().send("answer").finish();
    assertThat(ends.client().rest()).asString().isEqualTo("answer");
    assertThat(result.get(10, TimeUnit.SECONDS))
        .isEqualTo(new Relay.Result(Relay.End.CLOSED, 8, 6));
    ends.client().close();
    ends.backend().close();
  }

  @Test
  void isStoppedOnceOnly() throws Exception {
    Ends ends = ends();
    CompletableFuture<Relay.Result> result = new CompletableFuture<>();
    Relay relay = relay(ends, Duration.ZERO, result::complete);
    loop.submit(
            () -> {
              relay.stop();
              relay.stop();
            })
        .get(10, TimeUnit.SECONDS);
    assertThat(result.get().end()).isEqualTo(Relay.End.STOPPED);
    assertThat(ends.client().gone()).isTrue();
    assertThat(ends.backend().gone()).isTrue();
  }

  @Test
  void endsAtOnceWhenASideIsGoneBeforeItStarts() throws Exception {
    Ends ends = ends();
    ends.left().close().sync();
    CompletableFuture<Relay.Result> result = new CompletableFuture<>();
    relay(ends, Duration.ofHours(1), result::complete);
    assertThat(result.get().end()).isEqualTo(Relay.End.CLIENT_RESET);
    assertThat(ends.backend().gone()).isTrue();
    ends.client().close();
  }

  /** The idle check must not hold what has ended until it would have been due. */
  @Test
  void isForgottenWhenItHasEnded() throws Exception {
    WeakReference<Object> held = ended();
    Eventually.that(
        "the relay is collected",
        () -> {
          System.gc();
          return held.get() == null;
        });
  }

  private WeakReference<Object> ended() throws Exception {
    Ends ends = ends();
    Object mark = new Object();
    CompletableFuture<Void> result = new CompletableFuture<>();
    relay(
        ends,
        Duration.ofHours(1),
        end -> {
          assertThat(mark).isNotNull();
          result.complete(null);
        });
    ends.client().finish();
    ends.backend().finish();
    result.get(10, TimeUnit.SECONDS);
    ends.client().close();
    ends.backend().close();
    return new WeakReference<>(mark);
  }
}
