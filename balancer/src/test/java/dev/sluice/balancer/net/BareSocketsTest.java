package dev.sluice.balancer.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.ListenConfig.SocketConfig;
import dev.sluice.balancer.net.ListenerContext.Bind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections without channels: how they begin, and that nothing is left of those that fail. */
class BareSocketsTest {

  private VertxInternal vertx;
  private IoEventLoop loop;

  @BeforeEach
  void start() {
    Assumptions.assumeThat(Transports.epoll()).isPresent();
    vertx = (VertxInternal) Vertx.builder().withTransport(Transports.epoll().get()).build();
    loop = loop();
  }

  @AfterEach
  void close() {
    if (vertx != null) {
      Rig.await(vertx.close());
    }
  }

  private IoEventLoop loop() {
    ContextInternal context = vertx.createEventLoopContext();
    return (IoEventLoop) context.nettyEventLoop();
  }

  private Promise<Connection> dial(InetSocketAddress to, ByteBuf header, Duration timeout) {
    Promise<Connection> dialled = loop.newPromise();
    new SocketDialer(timeout, SocketConfig.DEFAULT).dial(loop, to, header, dialled);
    return dialled;
  }

  private static Throwable failure(Promise<Connection> dialled) throws InterruptedException {
    try {
      dialled.get(10, TimeUnit.SECONDS);
      return new AssertionError("it was connected");
    } catch (ExecutionException failed) {
      return failed.getCause();
    } catch (java.util.concurrent.TimeoutException late) {
      return late;
    }
  }

  private static int openFiles() {
    String[] files = new File("/proc/self/fd").list();
    return files == null ? 0 : files.length;
  }

  private static ServerSocket server(int backlog) throws IOException {
    return new ServerSocket(0, backlog, InetAddress.getLoopbackAddress());
  }

  private static InetSocketAddress address(ServerSocket server) {
    return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
  }

  @Test
  void sendsTheHeaderAheadOfEverything() throws Exception {
    byte[] large = new byte[8 << 20];
    large[large.length - 1] = 1;
    ByteBuf header = Unpooled.directBuffer(large.length).writeBytes(large);
    try (ServerSocket server = server(1)) {
      Promise<Connection> dialled = dial(address(server), header, Duration.ofSeconds(10));
      try (Socket backend = server.accept()) {
        byte[] got = backend.getInputStream().readNBytes(large.length);
        assertThat(got).isEqualTo(large);
        Connection connection = dialled.get(10, TimeUnit.SECONDS);
        assertThat(header.refCnt()).isZero();
        loop.execute(connection::close);
        assertThat(backend.getInputStream().read()).isEqualTo(-1);
      }
    }
  }

  @Test
  void leavesNothingOfRefusedConnections() throws Exception {
    InetSocketAddress nobody;
    try (ServerSocket server = server(1)) {
      nobody = address(server);
    }
    int before = openFiles();
    for (int i = 0; i < 200; i++) {
      ByteBuf header = Unpooled.directBuffer(1).writeByte(1);
      assertThat(failure(dial(nobody, header, Duration.ofSeconds(5))))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("refused");
      assertThat(header.refCnt()).isZero();
    }
    Eventually.that("all are closed", () -> openFiles() <= before);
  }

  /** A server whose backlog is full answers nobody. */
  private static List<Socket> fill(ServerSocket server) throws IOException {
    List<Socket> filling = new ArrayList<>();
    while (true) {
      Socket socket = new Socket();
      filling.add(socket);
      try {
        socket.connect(address(server), 300);
      } catch (SocketTimeoutException full) {
        return filling;
      }
    }
  }

  @Test
  void givesUpInTime() throws Exception {
    try (ServerSocket server = server(1)) {
      List<Socket> filling = fill(server);
      int before = openFiles();
      assertThat(failure(dial(address(server), Unpooled.EMPTY_BUFFER, Duration.ofMillis(50))))
          .isInstanceOf(ConnectTimeoutException.class)
          .hasMessageContaining("after 50 ms");
      Eventually.that("it is closed", () -> openFiles() <= before);
      for (Socket socket : filling) {
        socket.close();
      }
    }
  }

  @Test
  void givesUpWhenTheEventLoopEnds() throws Exception {
    try (ServerSocket server = server(1)) {
      List<Socket> filling = fill(server);
      Promise<Connection> dialled =
          dial(address(server), Unpooled.EMPTY_BUFFER, Duration.ofMinutes(5));
      // behind its beginning
      loop.submit(() -> {}).get(10, TimeUnit.SECONDS);
      Rig.await(vertx.close());
      vertx = null;
      assertThat(dialled.cause()).isInstanceOf(ClosedChannelException.class);
      for (Socket socket : filling) {
        socket.close();
      }
    }
  }

  private record Accepting(Acceptor acceptor, int port, BlockingQueue<Connection> accepted) {

    Connection next() throws InterruptedException {
      Connection connection = accepted.poll(10, TimeUnit.SECONDS);
      assertThat(connection).isInstanceOf(SocketConnection.class);
      return connection;
    }

    Socket connect() throws IOException {
      return new Socket(InetAddress.getLoopbackAddress(), port);
    }
  }

  private Accepting accepting(String host, IoEventLoop... loops) {
    BlockingQueue<Connection> accepted = new LinkedBlockingQueue<>();
    Acceptor acceptor =
        new Acceptor(vertx, new Bind(new Address(host, 0), 0), SocketConfig.DEFAULT);
    int port = 0;
    for (IoEventLoop each : loops) {
      port = Rig.await(acceptor.join(each, false, accepted::add)).port();
    }
    return new Accepting(acceptor, port, accepted);
  }

  private static void close(Connection connection) throws Exception {
    connection.eventLoop().submit(connection::close).get(10, TimeUnit.SECONDS);
  }

  @Test
  void dealsConnectionsOutToTheEventLoopsInTurn() throws Exception {
    IoEventLoop other = loop();
    assertThat(other).isNotSameAs(loop);
    Accepting accepting = accepting("127.0.0.1", loop, other);
    Set<Object> seen = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      try (Socket client = accepting.connect()) {
        Connection connection = accepting.next();
        assertThat(connection.eventLoop()).isSameAs(i % 2 == 0 ? loop : other);
        assertThat(connection.source()).isEqualTo(client.getLocalSocketAddress());
        assertThat(connection.destination()).isEqualTo(client.getRemoteSocketAddress());
        seen.add(connection);
        close(connection);
        assertThat(client.getInputStream().read()).isEqualTo(-1);
      }
    }
    assertThat(seen).hasSize(10);
    Rig.await(accepting.acceptor().close());
  }

  @Test
  void takesBothFamiliesOnAnyAddress() throws Exception {
    Accepting accepting = accepting("0.0.0.0", loop);
    try (Socket client = accepting.connect()) {
      Connection connection = accepting.next();
      assertThat(connection.source()).isEqualTo(client.getLocalSocketAddress());
      close(connection);
    }
    Rig.await(accepting.acceptor().close());
  }

  @Test
  void setsTheOptionsOfWhatItAccepts() throws Exception {
    Accepting accepting = accepting("127.0.0.1", loop);
    try (Socket client = accepting.connect()) {
      SocketConnection connection = (SocketConnection) accepting.next();
      assertThat(connection.socket().fd().isTcpNoDelay()).isTrue();
      assertThat(connection.socket().fd().isKeepAlive()).isTrue();
      close(connection);
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
    Rig.await(accepting.acceptor().close());
  }

  @Test
  void acceptsNothingWhilePaused() throws Exception {
    Accepting accepting = accepting("127.0.0.1", loop);
    accepting.acceptor().pause();
    try (Socket client = accepting.connect()) {
      client.getOutputStream().write(1);
      // What was told of is behind.
      loop.submit(() -> {}).get(10, TimeUnit.SECONDS);
      loop.submit(() -> {}).get(10, TimeUnit.SECONDS);
      assertThat(accepting.accepted()).isEmpty();
      accepting.acceptor().resume();
      close(accepting.next());
    }
    Rig.await(accepting.acceptor().close());
  }

  @Test
  void closesWhatItListensOn() throws Exception {
    // The first one also starts what looks its name up.
    Rig.await(accepting("127.0.0.1", loop).acceptor().close());
    int before = openFiles();
    for (int i = 0; i < 20; i++) {
      Rig.await(accepting("127.0.0.1", loop).acceptor().close());
    }
    Eventually.that("it is closed", () -> openFiles() <= before);
  }

  private Throwable refusal(ServerSocket taken) throws Exception {
    Bind bind = new Bind(new Address("127.0.0.1", taken.getLocalPort()), 0);
    return new Acceptor(vertx, bind, SocketConfig.DEFAULT)
        .join(loop, false, connection -> {})
        .toCompletionStage()
        .handle((done, failure) -> failure)
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  @Test
  void tellsWhyItCannotListen() throws Exception {
    try (ServerSocket taken = server(1)) {
      assertThat(refusal(taken)).hasMessageContaining("in use");
      int before = openFiles();
      for (int i = 0; i < 20; i++) {
        refusal(taken);
      }
      Eventually.that("nothing is left", () -> openFiles() <= before);
    }
  }

  @Test
  void noticesThatAPeerBreaksOffButNotThatItFinishes() throws Exception {
    Accepting accepting = accepting("127.0.0.1", loop);
    AtomicInteger told = new AtomicInteger();
    AtomicBoolean finishedIsThere = new AtomicBoolean(true);
    Socket finishing = accepting.connect();
    Connection finished = accepting.next();
    Socket resetting = accepting.connect();
    Connection reset = accepting.next();
    loop.submit(
            () -> {
              finished.onClosed(() -> finishedIsThere.set(false));
              reset.onClosed(told::incrementAndGet);
            })
        .get(10, TimeUnit.SECONDS);
    finishing.shutdownOutput();
    resetting.getOutputStream().write(new byte[100]);
    resetting.setSoLinger(true, 0);
    resetting.close();
    Eventually.that("it was told", () -> told.get() == 1);
    assertThat(finishedIsThere).isTrue();
    close(reset);
    assertThat(told).hasValue(1);
    close(finished);
    assertThat(finishedIsThere).isFalse();
    finishing.close();
    Rig.await(accepting.acceptor().close());
  }

  @Test
  void isClosedWithItsEventLoop() throws Exception {
    Accepting accepting = accepting("127.0.0.1", loop);
    List<Socket> clients = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 3; i++) {
      clients.add(accepting.connect());
      accepting.next();
    }
    Rig.await(vertx.close());
    vertx = null;
    for (Socket client : clients) {
      assertThat(client.getInputStream().read()).isEqualTo(-1);
      client.close();
    }
  }
}
