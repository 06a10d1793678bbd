package dev.sluice.balancer.http.files;

import dev.sluice.balancer.config.CompressConfig.Coding;
import dev.sluice.balancer.config.Destination;
import dev.sluice.balancer.event.AccessEvent;
import dev.sluice.balancer.http.exchange.Dispatcher;
import dev.sluice.balancer.http.exchange.Exchanges;
import dev.sluice.balancer.http.exchange.RuleAction;
import dev.sluice.balancer.http.h1.H1Server;
import dev.sluice.balancer.http.h1.H1ServerSettings;
import dev.sluice.balancer.http.stream.Client;
import dev.sluice.balancer.net.Loop;
import dev.sluice.balancer.net.Wheel;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslContext;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A server of HTTP/1.1 with files on all paths, spoken to in raw bytes: no client tidies the path
 * up. It ends with its Vert.x.
 */
record FilesServer(
    int port, Loop loop, Exchanges exchanges, BlockingQueue<AccessEvent.Request> log) {

  private static final int SOCKET_TIMEOUT_MS = 20_000;
  private static final H1ServerSettings SETTINGS =
      new H1ServerSettings(
          "files",
          16 * 1024,
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofMillis(200));

  static FilesServer start(Vertx vertx, Destination.Static config) throws Exception {
    return start(vertx, config, Optional.empty());
  }

  static FilesServer start(Vertx vertx, Destination.Static config, Optional<SslContext> tls)
      throws Exception {
    Loop loop = Loop.current((VertxInternal) vertx);
    Exchanges exchanges = new Exchanges();
    BlockingQueue<AccessEvent.Request> log = new LinkedBlockingQueue<>();
    Wheel wheel = new Wheel(System::nanoTime);
    Patience patience = new Patience(wheel, Duration.ofSeconds(60));
    RuleAction files = new RuleAction("files", new StaticFiles(loop, exchanges, patience, config));
    loop.netty().submit(() -> wheel.start(loop.netty())).sync();
    H1Server server =
        new H1Server(
            SETTINGS,
            wheel,
            new Dispatcher(
                "files",
                (head, client) -> Optional.of(files),
                System::nanoTime,
                record -> log.add(record.event())),
            (client, reason, detail, sent) -> {});
    Channel listening =
        new ServerBootstrap()
            .group(loop.netty())
            .channelFactory(((VertxInternal) vertx).transport().serverChannelFactory(false))
            .childOption(ChannelOption.AUTO_READ, false)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    tls.ifPresent(
                        ssl -> channel.pipeline().addLast(ssl.newHandler(channel.alloc())));
                    channel.eventLoop().execute(() -> take(server, channel, tls.isPresent()));
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .sync()
            .channel();
    int port = ((InetSocketAddress) listening.localAddress()).getPort();
    return new FilesServer(port, loop, exchanges, log);
  }

  private static void take(H1Server server, Channel channel, boolean encrypted) {
    server.take(
        (DuplexChannel) channel,
        new Client(channel.remoteAddress(), channel.localAddress(), encrypted),
        Unpooled.EMPTY_BUFFER);
    channel.config().setAutoRead(true);
  }

  static Destination.Static files(Path root) {
    return new Destination.Static(root, List.of("index.html"), Optional.empty(), false);
  }

  static Destination.Static listing(Path root) {
    return new Destination.Static(root, List.of("index.html"), Optional.empty(), true);
  }

  static Destination.Static spa(Path root, String file) {
    return new Destination.Static(root, List.of("index.html"), Optional.of(file), false);
  }

  /** With an index, a fallback, and encoded files beside the plain ones. */
  static Destination.Static precompressed(Path root, Coding... codings) {
    return new Destination.Static(
        root,
        List.of("index.html"),
        Optional.of("index.html"),
        false,
        List.of(codings),
        Destination.Static.REVALIDATE);
  }

  static Destination.Static cached(Path root, String cacheControl) {
    return new Destination.Static(
        root, List.of("index.html"), Optional.empty(), true, List.of(), cacheControl);
  }

  /** What is under way, as its event loop sees it. */
  <T> T ask(Function<Exchanges, T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    loop.execute(() -> answer.complete(question.apply(exchanges)));
    return answer.orTimeout(20, TimeUnit.SECONDS).join();
  }

  /** The line of the next request that has ended. */
  AccessEvent.Request logged() throws InterruptedException {
    AccessEvent.Request line = log.poll(20, TimeUnit.SECONDS);
    if (line == null) {
      throw new AssertionError("no request has ended");
    }
    return line;
  }

  Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(SOCKET_TIMEOUT_MS);
    return socket;
  }

  Answer get(String path, String... headers) throws IOException {
    return send("GET", path, headers);
  }

  Answer send(String method, String path, String... headers) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(head(method, path, headers));
      return Answer.read(socket.getInputStream());
    }
  }

  static byte[] head(String method, String path, String... headers) {
    StringBuilder head = new StringBuilder();
    head.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: a.test\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return head.append("Connection: close\r\n\r\n")
        .toString()
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /** An answer as it came, read to the end of the connection. */
  record Answer(int status, Map<String, String> headers, byte[] bytes) {

    static Answer read(InputStream in) throws IOException {
      byte[] all = in.readAllBytes();
      String text = new String(all, StandardCharsets.ISO_8859_1);
      int end = text.indexOf("\r\n\r\n");
      String[] lines = text.substring(0, end).split("\r\n");
      Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      for (int i = 1; i < lines.length; i++) {
        int colon = lines[i].indexOf(':');
        String name = lines[i].substring(0, colon).toLowerCase(Locale.ROOT);
        String value = lines[i].substring(colon + 1).trim();
        if (headers.put(name, value) != null) {
          throw new AssertionError(name + " is there twice");
        }
      }
      // The only one that may differ between two answers that are the same.
      headers.remove("date");
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      body.write(all, end + 4, all.length - end - 4);
      return new Answer(Integer.parseInt(lines[0].split(" ")[1]), headers, body.toByteArray());
    }

    String header(String name) {
      return headers.getOrDefault(name, "");
    }

    String body() {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Whether it is the usual refusal, of this status and word. */
    boolean refuses(int with, String word) {
      return status == with
          && header("x-sluice-reason").equals(word)
          && body().startsWith(with + " " + word + ": ");
    }
  }
}
