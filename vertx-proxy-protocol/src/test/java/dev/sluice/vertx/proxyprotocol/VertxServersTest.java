package dev.sluice.vertx.proxyprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.vertx.proxyprotocol.ProxyProtocol.OnRefusal;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SelfSignedCertificate;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole, on real sockets. */
class VertxServersTest {

  private static final String LINE = "PROXY TCP4 203.0.113.7 198.51.100.1 51234 80\r\n";
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  private static final String CLIENT = "203.0.113.7:51234 at 198.51.100.1:80 over 127.0.0.1";

  private static final int WITHOUT = 1;

  private final Vertx vertx =
      Vertx.builder()
          .withTransport(
              AcceptHookTransport.wrap(
                  Transport.NIO,
                  // The servers without it are known by the port of their options.
                  options ->
                      options.getPort() == WITHOUT
                          ? Optional.empty()
                          : Optional.of(protocol()::expectOn)))
          .build();

  private static ProxyProtocol protocol() {
    return new ProxyProtocol(
        InetAddress::isLoopbackAddress, OnRefusal.CLOSE, Duration.ofSeconds(10));
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  private int http(HttpServerOptions options) throws Exception {
    HttpServer server =
        vertx
            .createHttpServer(options)
            .requestHandler(
                request -> {
                  String answer =
                      request.remoteAddress()
                          + " at "
                          + request.localAddress()
                          + " over "
                          + request.connection().remoteAddress(true).hostAddress();
                  request.response().end(answer);
                });
    return server.listen(0, "127.0.0.1").await(20, TimeUnit.SECONDS).actualPort();
  }

  private int tcp(boolean readingOff) throws Exception {
    NetServer server =
        vertx
            .createNetServer()
            .connectHandler(socket -> accept((NetSocketInternal) socket, readingOff));
    return server.listen(0, "127.0.0.1").await(20, TimeUnit.SECONDS).actualPort();
  }

  private static void accept(NetSocketInternal socket, boolean readingOff) {
    Channel channel = socket.channelHandlerContext().channel();
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    if (readingOff) {
      channel.config().setAutoRead(false);
    }
    socket.eventHandler(
        event -> {
          if (event instanceof ProxyVerdict verdict && verdict.accepted()) {
            channel.config().setAutoRead(true);
            String client = ProxyVerdict.source(channel).toString();
            ((NetSocket) socket).handler(bytes -> socket.end(bytes.appendString(client)));
          }
        });
  }

  private static String exchange(Socket socket, String... parts) throws IOException {
    try (socket;
        InputStream in = socket.getInputStream()) {
      for (String part : parts) {
        socket.getOutputStream().write(Connection.bytes(part));
      }
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void httpServersSeeTheAnnouncedClient() throws Exception {
    int port = http(new HttpServerOptions());
    assertThat(exchange(new Socket("127.0.0.1", port), LINE + GET)).endsWith(CLIENT);
    assertThat(exchange(new Socket("127.0.0.1", port), LINE, GET)).endsWith(CLIENT);
    assertThat(exchange(new Socket("127.0.0.1", port), "PROXY UNKNOWN\r\n", GET))
        .endsWith(" over 127.0.0.1")
        .contains("127.0.0.1:");
  }

  @Test
  void httpServersNeverSeeAConnectionWithoutAHeader() throws Exception {
    int port = http(new HttpServerOptions());
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.getOutputStream().write(Connection.bytes(GET));
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void theHeaderComesBeforeTls() throws Exception {
    SelfSignedCertificate certificate = SelfSignedCertificate.create();
    int port =
        http(
            new HttpServerOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(certificate.keyCertOptions()));
    Socket plain = new Socket("127.0.0.1", port);
    plain.getOutputStream().write(Connection.bytes(LINE));
    SSLSocket tls =
        (SSLSocket) trusting().getSocketFactory().createSocket(plain, "localhost", port, true);
    assertThat(exchange(tls, GET)).endsWith(CLIENT);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void tcpServersAreToldOfTheClientBeforeTheBytes(boolean readingOff) throws Exception {
    int port = tcp(readingOff);
    assertThat(exchange(new Socket("127.0.0.1", port), LINE + "hello"))
        .isEqualTo("hello/203.0.113.7:51234");
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setTcpNoDelay(true);
      for (byte b : Connection.bytes(LINE)) {
        socket.getOutputStream().write(b);
      }
      assertThat(exchange(socket, "hello")).isEqualTo("hello/203.0.113.7:51234");
    }
  }

  @Test
  void otherServersAreLeftAlone() throws Exception {
    int port = http(new HttpServerOptions().setPort(WITHOUT));
    assertThat(exchange(new Socket("127.0.0.1", port), GET)).startsWith("HTTP/1.1 200");
    assertThat(exchange(new Socket("127.0.0.1", port), LINE + GET)).contains(" 400 Bad Request");
  }

  private static SSLContext trusting() throws GeneralSecurityException {
    X509TrustManager all =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String type) {}

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String type) {}

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {all}, null);
    return context;
  }
}
