package dev.sluice.balancer.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.event.AccessEvent;
import dev.sluice.balancer.net.ChannelConnection;
import dev.sluice.balancer.net.Eventually;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exchanges that leave HTTP, over real sockets. All of an exchange happens on its event loop. */
class TunnelTest {

  private static final Duration CONNECT = Duration.ofSeconds(2);

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final EventLoop loop = group.next();
  private final Stage stage = Stage.of(2);
  private Side client;
  private Side backend;

  /** A connection, and the socket at its far end. */
  private record Side(DuplexChannel channel, ChannelConnection connection, Socket far) {}

  private Side side() throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      DuplexChannel channel =
          (DuplexChannel)
              new Bootstrap()
                  .group(loop)
                  .channel(NioSocketChannel.class)
                  .option(ChannelOption.AUTO_READ, false)
                  .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                  .handler(new ChannelInboundHandlerAdapter())
                  .connect(listening.getLocalSocketAddress())
                  .sync()
                  .channel();
      Socket far = listening.accept();
      far.setSoTimeout(10_000);
      return new Side(channel, new ChannelConnection(channel), far);
    }
  }

  @BeforeEach
  void connect() throws Exception {
    client = side();
    backend = side();
  }

  @AfterEach
  void close() throws Exception {
    client.far().close();
    backend.far().close();
    client.channel().close().sync();
    backend.channel().close().sync();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
  }

  private <T> T on(Callable<T> task) throws Exception {
    return loop.submit(task).get(10, TimeUnit.SECONDS);
  }

  private FakeDownstream switched() throws Exception {
    return on(
        () -> {
          FakeDownstream request =
              stage.ask(
                  Request.of("GET", "/ws").with("connection", "upgrade").with("upgrade", "echo"));
          stage.last().ready();
          assertThat(stage.last().upgrade()).isTrue();
          assertThat(stage.last().out.ended()).isTrue();
          stage.last().switches(backend.connection());
          return request;
        });
  }

  private FakeDownstream joined() throws Exception {
    FakeDownstream request = switched();
    on(
        () -> {
          assertThat(request.status()).isEqualTo(101);
          assertThat(request.field("upgrade")).contains("echo");
          request.taker().accept(client.connection());
          return request;
        });
    return request;
  }

  private AccessEvent.Request ended() throws Exception {
    Eventually.that("it has ended", () -> logged() == 1);
    return on(stage::ended);
  }

  private int logged() {
    try {
      return on(stage.log::size);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String read(Socket from, int length) throws IOException {
    return new String(from.getInputStream().readNBytes(length));
  }

  private static void assertClosed(Socket far) throws IOException {
    assertThat(far.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void joinsBothSidesAndCountsWhatTheySay() throws Exception {
    joined();
    client.far().getOutputStream().write("ping".getBytes());
    assertThat(read(backend.far(), 4)).isEqualTo("ping");
    backend.far().getOutputStream().write("so it is".getBytes());
    assertThat(read(client.far(), 8)).isEqualTo("so it is");
    client.far().close();
    assertClosed(backend.far());
    backend.far().close();
    AccessEvent.Request line = ended();
    assertThat(line.answer().status()).isEqualTo(101);
    assertThat(line.answer().reason()).isEmpty();
    assertThat(line.head().target()).isEqualTo("/ws");
    assertThat(line.traffic()).isEqualTo(new AccessEvent.Traffic(4, 8));
    assertThat(stage.failures(0)).isZero();
  }

  /** Deadlines of HTTP are over with it. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void isNotEndedByWhatEndsRequests(boolean gone) throws Exception {
    stage.request(CONNECT).backendIdle(CONNECT);
    FakeDownstream request = joined();
    on(
        () -> {
          stage.pass(CONNECT.multipliedBy(3));
          if (gone) {
            request.gone();
          }
          return request;
        });
    assertThat(logged()).isZero();
    client.far().getOutputStream().write('x');
    assertThat(read(backend.far(), 1)).isEqualTo("x");
    client.far().close();
    backend.far().close();
    ended();
  }

  @Test
  void stops() throws Exception {
    joined();
    assertThat(on(stage.exchanges::stop)).isEqualTo(1);
    assertClosed(client.far());
    assertClosed(backend.far());
    assertThat(ended().answer().status()).isEqualTo(101);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gone", "stopped", "never taken"})
  void closesTheBackendWhenTheClientIsGoneBefore(String how) throws Exception {
    FakeDownstream request = switched();
    on(
        () -> {
          switch (how) {
            case "gone" -> request.gone();
            case "stopped" -> stage.exchanges.stop();
            default -> stage.pass(CONNECT.plusMillis(25));
          }
          return request;
        });
    assertClosed(backend.far());
    assertThat(ended().answer().status()).isEqualTo(101);
    on(
        () -> {
          request.taker().accept(client.connection());
          return request;
        });
    assertClosed(client.far());
  }

  @Test
  void refusesABackendThatLeavesHttpUnasked() throws Exception {
    FakeDownstream request =
        on(
            () -> {
              FakeDownstream plain = stage.ask(Request.get());
              stage.last().ready().switches(backend.connection());
              return plain;
            });
    assertClosed(backend.far());
    assertThat(request.reason()).isEqualTo("bad-response");
    assertThat(ended().answer().status()).isEqualTo(502);
    assertThat(stage.failures(0)).isEqualTo(1);
  }

  @Test
  void passesOnTheRefusalOfAnUpgrade() throws Exception {
    on(
        () -> {
          FakeDownstream request =
              stage.ask(
                  Request.of("GET", "/ws").with("connection", "upgrade").with("upgrade", "echo"));
          stage.last().ready().serves(403, "no");
          assertThat(request.status()).isEqualTo(403);
          assertThat(request.out.written()).isEqualTo("no");
          return request;
        });
    assertThat(ended().answer().status()).isEqualTo(403);
  }
}
