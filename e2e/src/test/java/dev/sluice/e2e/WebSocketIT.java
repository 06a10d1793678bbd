package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Upgrades: granted ones become a tunnel, refused ones an ordinary answer. */
class WebSocketIT {

  private static final int LARGE = 4 << 20;
  private static final int FRAGMENT = 32 << 10;
  private static final String HANDSHAKE =
      "Host: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

  private static Backends backends;
  private static Balancer balancer;

  @BeforeAll
  static void start() {
    backends = Backends.http(1);
    balancer = Balancer.start(Balancer.http(backends));
  }

  @AfterAll
  static void stop() {
    balancer.close();
    backends.close();
  }

  /** Collects one message of each kind, and the close code. */
  private static final class Echoes implements WebSocket.Listener {
    private final CompletableFuture<String> text = new CompletableFuture<>();
    private final CompletableFuture<byte[]> binary = new CompletableFuture<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder textSoFar = new StringBuilder();
    private final ByteArrayOutputStream binarySoFar = new ByteArrayOutputStream();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      textSoFar.append(data);
      if (last) {
        text.complete(textSoFar.toString());
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      byte[] bytes = new byte[data.remaining()];
      data.get(bytes);
      binarySoFar.writeBytes(bytes);
      if (last) {
        binary.complete(binarySoFar.toByteArray());
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closed.complete(code);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      text.completeExceptionally(error);
      binary.completeExceptionally(error);
      closed.completeExceptionally(error);
    }
  }

  private static <T> T result(CompletableFuture<T> future) throws Exception {
    return future.get(Await.LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void textsLargeMessagesAndTheCloseCodeComeBack() throws Exception {
    Echoes echoes = new Echoes();
    WebSocket socket =
        result(
            HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + balancer.port() + "/ws"), echoes));
    result(socket.sendText("Grüße", true));
    assertThat(result(echoes.text)).isEqualTo("Grüße");

    byte[] large = new byte[LARGE];
    new Random(7).nextBytes(large);
    for (int at = 0; at < LARGE; at += FRAGMENT) {
      result(socket.sendBinary(ByteBuffer.wrap(large, at, FRAGMENT), at + FRAGMENT == LARGE));
    }
    assertThat(result(echoes.binary)).isEqualTo(large);

    result(socket.sendClose(4321, "enough"));
    assertThat(result(echoes.closed)).isEqualTo(4321);
    Await.until(
        "a line for the upgraded request",
        () ->
            balancer.accessLog().stream()
                .anyMatch(
                    line -> line.getInteger("status") == 101 && line.getLong("sent") > LARGE));
  }

  @Test
  void bytesRightBehindTheHandshakeAreNotLost() throws IOException {
    String granted =
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\nwelcome ";
    try (ScriptedBackend backend =
            new ScriptedBackend(
                wire -> {
                  wire.head();
                  wire.send(granted);
                  wire.send(wire.line());
                });
        Balancer front = Balancer.start(Balancer.http(backend.port()));
        Wire wire = Wire.to(front.port())) {
      wire.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\n");
      Answer answer = wire.answer();
      assertThat(answer.status()).isEqualTo(101);
      assertThat(answer.header("upgrade")).isEqualTo("chat");
      assertThat(wire.exactly(8)).asString().isEqualTo("welcome ");
      wire.send("to all\r\n");
      assertThat(wire.rest()).asString().isEqualTo("to all");
    }
  }

  @Test
  void aRefusedUpgradeIsAnsweredWhole() throws IOException {
    try (Wire wire = Wire.to(balancer.port())) {
      Answer refused = wire.send("GET /bytes/100000 HTTP/1.1\r\n" + HANDSHAKE).answer();
      assertThat(refused.status()).isEqualTo(200);
      assertThat(refused.body()).hasSize(100_000);
      Answer next = wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").answer();
      assertThat(next.status()).isEqualTo(200);
    }
  }

  @Test
  void aClientThatLeavesEndsTheTunnel() throws IOException {
    try (Backends own = Backends.http(1);
        Balancer front = Balancer.start(Balancer.http(own))) {
      try (Wire wire = Wire.to(front.port())) {
        assertThat(wire.send("GET /ws HTTP/1.1\r\n" + HANDSHAKE).answer().status()).isEqualTo(101);
      }
      assertThat(front.accessLog(1).get(0).getInteger("status")).isEqualTo(101);
    }
  }
}
