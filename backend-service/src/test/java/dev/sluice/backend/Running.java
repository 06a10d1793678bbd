package dev.sluice.backend;

import dev.sluice.backend.Settings.Access;
import dev.sluice.backend.Settings.Behaviour;
import dev.sluice.backend.Settings.Faults;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A backend with one HTTP and one TCP listener on ephemeral ports. */
final class Running implements AutoCloseable {

  static final Behaviour PLAIN =
      new Behaviour(Faults.NONE, TcpMode.HI, UdpMode.HI, Optional.empty(), false);
  static final String FORBIDDEN = "Forbidden: Access is denied.";

  private static final List<ListenAddress> BOTH =
      List.of(ListenAddress.parse("http://127.0.0.1:0"), ListenAddress.parse("tcp://127.0.0.1:0"));

  final Backend backend;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Running(Settings settings) throws Exception {
    backend = Backend.start(settings).await(20, TimeUnit.SECONDS);
  }

  static Running with(Behaviour behaviour, Access access) throws Exception {
    return new Running(
        new Settings(BOTH, Optional.empty(), 2, behaviour, access, Optional.empty()));
  }

  static Running with(Faults faults) throws Exception {
    return with(new Behaviour(faults, TcpMode.HI, UdpMode.HI, Optional.empty(), true), Access.OPEN);
  }

  static Running with(TcpMode mode) throws Exception {
    return with(new Behaviour(Faults.NONE, mode, UdpMode.HI, Optional.empty(), true), Access.OPEN);
  }

  static Running with(Access access) throws Exception {
    return with(PLAIN, access);
  }

  static Running withTls(TlsFiles tls, Access access) throws Exception {
    return new Running(
        new Settings(BOTH, Optional.of("secure"), 2, PLAIN, access, Optional.of(tls)));
  }

  int httpPort() {
    return backend.listening().get(0).address().port();
  }

  int tcpPort() {
    return backend.listening().get(1).address().port();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort() + path));
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
    return send(request(path).POST(BodyPublishers.ofString(body)));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<byte[]> bytes(String path) throws IOException, InterruptedException {
    return client.send(request(path).build(), BodyHandlers.ofByteArray());
  }

  static Socket connect(int port) throws IOException {
    return new Socket("127.0.0.1", port);
  }

  /** Sends bytes on a connection of its own and reads until the backend closes. */
  static String exchange(int port, byte[]... parts) throws IOException {
    try (Socket socket = connect(port)) {
      for (byte[] part : parts) {
        socket.getOutputStream().write(part);
      }
      socket.shutdownOutput();
      return readAll(socket.getInputStream());
    }
  }

  static String readAll(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() throws TimeoutException {
    backend.stop(Duration.ofMillis(200)).await(20, TimeUnit.SECONDS);
  }
}
