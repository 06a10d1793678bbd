package dev.sluice.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.backend.Settings.Access;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** HTTP/2 in clear text, WebSocket, and the end of exchanges at shutdown. */
class ProtocolsTest {

  private static Vertx vertx;

  @BeforeAll
  static void open() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void close() throws Exception {
    await(vertx.close());
  }

  @Test
  void http2WithPriorKnowledge() throws Exception {
    try (Running running = Running.with(TcpMode.HI)) {
      JsonObject seen = new JsonObject(http2(running, "/whoami").body());
      assertThat(seen.getString("version")).isEqualTo("HTTP/2");
    }
  }

  @Test
  void http2ByUpgrade() throws Exception {
    try (Running running = Running.with(TcpMode.HI)) {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(
                          URI.create("http://127.0.0.1:" + running.httpPort() + "/bytes/300KiB"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(answer.headers().firstValue("content-length")).contains("307200");
    }
  }

  @Test
  void http2WithoutProxyHeaderIsForbidden() throws Exception {
    try (Running running = Running.with(new Access(Optional.empty(), true))) {
      assertThat(http2(running, "/")).isEqualTo(new Answer(403, Running.FORBIDDEN));
    }
  }

  @Test
  void webSocketFramesComeBackAsTheyWere() throws Exception {
    try (Running running = Running.with(TcpMode.HI)) {
      // Closed below: a client that nobody refers to any more is closed by the garbage collector.
      WebSocketClient client = vertx.createWebSocketClient();
      WebSocket socket = await(client.connect(running.httpPort(), "127.0.0.1", "/ws"));
      assertThat(socket.headers().get("X-Backend")).isEqualTo("server-" + running.httpPort());
      List<String> frames = new ArrayList<>();
      Promise<Void> all = Promise.promise();
      Promise<Short> closed = Promise.promise();
      socket.closeHandler(gone -> closed.tryComplete(socket.closeStatusCode()));
      socket.frameHandler(
          frame -> {
            if (frame.isClose()) {
              return;
            }
            frames.add(kind(frame) + ":" + frame.binaryData() + ":" + frame.isFinal());
            if (frames.size() == 4) {
              all.complete();
            }
          });
      socket.writeTextMessage("text");
      socket.writeBinaryMessage(Buffer.buffer("binary"));
      socket.writeFrame(WebSocketFrame.textFrame("first", false));
      socket.writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer("last"), true));
      await(all.future());
      assertThat(frames)
          .containsExactly(
              "text:text:true", "binary:binary:true", "text:first:false", "more:last:true");
      socket.close((short) 4001, "enough");
      assertThat(await(closed.future())).isEqualTo((short) 4001);
      await(client.close());
    }
  }

  @Test
  void aBrokenWebSocketHandshakeIsRefused() throws Exception {
    try (Running running = Running.with(TcpMode.HI)) {
      String answer =
          Running.exchange(
              running.httpPort(),
              Running.ascii(
                  "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: close\r\n\r\n"));
      assertThat(answer).startsWith("HTTP/1.1 400");
    }
  }

  @Test
  void stoppingLetsAnswersUnderWayFinish() throws Exception {
    try (Running running = Running.with(TcpMode.HI)) {
      CompletableFuture<HttpResponse<String>> slow =
          HttpClient.newHttpClient()
              .sendAsync(
                  running.request("/delay/300").version(HttpClient.Version.HTTP_1_1).build(),
                  HttpResponse.BodyHandlers.ofString());
      // The greeting comes from the same backend, after the slow request was sent.
      assertThat(running.get("/delay/50").statusCode()).isEqualTo(200);
      Future<Void> stopped = running.backend.stop(Duration.ofSeconds(10));
      assertThat(slow.get(20, TimeUnit.SECONDS).body()).isEqualTo("waited 300 ms\n");
      await(stopped);
      assertThatThrownBy(() -> Running.connect(running.httpPort()))
          .isInstanceOf(java.net.ConnectException.class);
    }
  }

  private static String kind(WebSocketFrame frame) {
    return frame.isText() ? "text" : frame.isBinary() ? "binary" : "more";
  }

  private record Answer(int status, String body) {}

  private static Answer http2(Running running, String path) throws Exception {
    HttpClientAgent client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false));
    try {
      return await(
          client
              .request(HttpMethod.GET, running.httpPort(), "127.0.0.1", path)
              .compose(HttpClientRequest::send)
              .compose(
                  response ->
                      response
                          .body()
                          .map(body -> new Answer(response.statusCode(), body.toString()))));
    } finally {
      await(client.close());
    }
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(20, TimeUnit.SECONDS);
  }
}
