package dev.sluice.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.backend.Settings.Access;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {

  private static Vertx vertx;
  private static Path serverCert;
  private static Path serverKey;
  private static Path clientCert;
  private static Path clientKey;

  @BeforeAll
  static void open(@TempDir Path dir) throws Exception {
    vertx = Vertx.vertx();
    serverCert = dir.resolve("server.pem");
    serverKey = dir.resolve("server.key");
    clientCert = dir.resolve("client.pem");
    clientKey = dir.resolve("client.key");
    SelfSigned.create(dir, "backend.test", serverCert, serverKey);
    SelfSigned.create(dir, "client.test", clientCert, clientKey);
  }

  @AfterAll
  static void close() throws Exception {
    await(vertx.close());
  }

  @Test
  void http2ByAlpn() throws Exception {
    try (Running running = Running.withTls(tls(Optional.empty()), Access.OPEN)) {
      JsonObject seen = whoAmI(running, client(HttpVersion.HTTP_2));
      assertThat(seen.getString("version")).isEqualTo("HTTP/2");
      assertThat(seen.getString("scheme")).isEqualTo("https");
      assertThat(seen.getString("server")).isEqualTo("secure");
      assertThat(seen.getJsonObject("tls").getString("protocol")).isEqualTo("TLSv1.3");
      assertThat(seen.getJsonObject("tls").getString("sni")).isEqualTo("backend.test");
      assertThat(seen.getJsonObject("tls").containsKey("client-subject")).isFalse();
    }
  }

  @Test
  void clientCertificatesAreRequiredAndShown() throws Exception {
    try (Running running = Running.withTls(tls(Optional.of(clientCert)), Access.OPEN)) {
      JsonObject seen = whoAmI(running, withCertificate(client(HttpVersion.HTTP_1_1)));
      assertThat(seen.getString("version")).isEqualTo("HTTP/1.1");
      assertThat(seen.getJsonObject("tls").getString("client-subject")).isEqualTo("CN=client.test");
      assertThatThrownBy(() -> whoAmI(running, client(HttpVersion.HTTP_1_1)));
    }
  }

  @Test
  void tcpSpeaksTlsToo() throws Exception {
    try (Running running = Running.withTls(tls(Optional.empty()), Access.OPEN)) {
      try (Socket socket = trusting().createSocket("127.0.0.1", running.tcpPort())) {
        String greeting = "Hi from server " + running.tcpPort();
        for (int i = 0; i < 2; i++) {
          socket.getOutputStream().write(Running.ascii("hello"));
          byte[] answer = socket.getInputStream().readNBytes(greeting.length());
          assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo(greeting);
        }
      }
    }
  }

  @Test
  void overTlsTooARequestWithoutProxyHeaderIsForbidden() throws Exception {
    try (Running running =
        Running.withTls(tls(Optional.empty()), new Access(Optional.empty(), true))) {
      HttpClientAgent client = vertx.createHttpClient(client(HttpVersion.HTTP_1_1));
      int status = await(request(client, running).map(HttpClientResponse::statusCode));
      await(client.close());
      assertThat(status).isEqualTo(403);
    }
  }

  @Test
  void badFilesAreNamed(@TempDir Path dir) throws Exception {
    Path nonsense = Files.writeString(dir.resolve("nonsense.pem"), "nonsense");
    for (TlsFiles bad :
        List.of(
            new TlsFiles(nonsense, serverKey, Optional.empty()),
            new TlsFiles(serverCert, dir.resolve("absent.key"), Optional.empty()),
            new TlsFiles(serverCert, serverKey, Optional.of(nonsense)))) {
      assertThatThrownBy(() -> Running.withTls(bad, Access.OPEN))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("cannot use ");
    }
  }

  private static SSLSocketFactory trusting() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        null,
        new PemTrustOptions()
            .addCertPath(serverCert.toString())
            .getTrustManagerFactory(vertx)
            .getTrustManagers(),
        null);
    return context.getSocketFactory();
  }

  private static TlsFiles tls(Optional<Path> clientCa) {
    return new TlsFiles(serverCert, serverKey, clientCa);
  }

  private static HttpClientOptions client(HttpVersion version) {
    return new HttpClientOptions()
        .setSsl(true)
        .setUseAlpn(true)
        .setForceSni(true)
        .setVerifyHost(false)
        .setProtocolVersion(version)
        .setTrustOptions(new PemTrustOptions().addCertPath(serverCert.toString()));
  }

  private static HttpClientOptions withCertificate(HttpClientOptions options) {
    options.setKeyCertOptions(
        new PemKeyCertOptions()
            .setCertPath(clientCert.toString())
            .setKeyPath(clientKey.toString()));
    return options;
  }

  private static JsonObject whoAmI(Running running, HttpClientOptions options) throws Exception {
    HttpClientAgent client = vertx.createHttpClient(options);
    try {
      return await(request(client, running).compose(HttpClientResponse::body)).toJsonObject();
    } finally {
      await(client.close());
    }
  }

  private static Future<HttpClientResponse> request(HttpClientAgent client, Running running) {
    return client
        .request(
            new io.vertx.core.http.RequestOptions()
                .setMethod(HttpMethod.GET)
                .setServer(
                    io.vertx.core.net.SocketAddress.inetSocketAddress(
                        running.httpPort(), "127.0.0.1"))
                .setHost("backend.test")
                .setPort(running.httpPort())
                .setURI("/whoami"))
        .compose(HttpClientRequest::send);
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(20, TimeUnit.SECONDS);
  }
}
