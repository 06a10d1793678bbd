package dev.sluice.balancer.http.files;

import dev.sluice.balancer.config.Destination;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A server with the handler on all paths, spoken to in raw bytes: no client tidies the path up. */
record FilesServer(int port) {

  private static final int SOCKET_TIMEOUT_MS = 20_000;

  static FilesServer start(Vertx vertx, Destination.Static config) throws Exception {
    Router router = Router.router(vertx);
    router.route().handler(new StaticFiles(vertx, config));
    return start(vertx, router, new HttpServerOptions());
  }

  static FilesServer start(Vertx vertx, Router router, HttpServerOptions options) throws Exception {
    router
        .route()
        .failureHandler(
            rc -> rc.response().setStatusCode(rc.statusCode()).end("failed " + rc.statusCode()));
    return new FilesServer(
        vertx
            .createHttpServer(options)
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .await(20, TimeUnit.SECONDS)
            .actualPort());
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
        headers.put(
            lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
            lines[i].substring(colon + 1).trim());
      }
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
  }
}
