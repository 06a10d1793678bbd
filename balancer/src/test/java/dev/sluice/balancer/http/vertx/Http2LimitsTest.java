package dev.sluice.balancer.http.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.stream.Outgoing;
import dev.sluice.balancer.net.Rig;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Clients of HTTP/2 that mean no good are ended, and cost no more than that. */
class Http2LimitsTest {

  private static final int REFUSED_STREAM = 7;
  private static final int CANCEL = 8;
  private static final int STREAMS = 100;
  private static final int ENHANCE_YOUR_CALM = 11;
  private static final int INITIAL_WINDOW_SIZE = 4;

  private final Answers answers = new Answers();

  /** Sends without end; what comes of it is read on the other side of the connection. */
  private interface Flood {
    void send(H2Wire client, int turn) throws IOException;
  }

  private void endsIn(int code, Flood flood) throws Exception {
    try (Rig rig = Fronts.of(request -> request.listen(answers.listener()));
        H2Wire client = H2Wire.client(rig.port())) {
      Thread flooding =
          new Thread(
              () -> {
                try {
                  for (int turn = 0; turn < 20_000; turn++) {
                    flood.send(client, turn);
                  }
                } catch (IOException ended) {
                  // As it should be.
                }
              });
      flooding.start();
      try {
        assertThat(client.goAway().code()).isEqualTo(code);
        assertThat(client.wire().gone()).isTrue();
      } finally {
        client.wire().close();
        flooding.join();
      }
    }
  }

  @Test
  void rapidResets() throws Exception {
    endsIn(
        ENHANCE_YOUR_CALM,
        (client, turn) -> client.get(2 * turn + 1, "/").reset(2 * turn + 1, CANCEL));
  }

  @Test
  void pings() throws Exception {
    endsIn(ENHANCE_YOUR_CALM, (client, turn) -> client.frame(H2Wire.PING, 0, 0, new byte[8]));
  }

  @Test
  void settings() throws Exception {
    endsIn(ENHANCE_YOUR_CALM, (client, turn) -> client.settings(INITIAL_WINDOW_SIZE, 1 + turn));
  }

  @Test
  void continuationsWithoutEnd() throws Exception {
    byte[] part = new byte[0];
    endsIn(
        ENHANCE_YOUR_CALM,
        (client, turn) -> {
          if (turn == 0) {
            client.frame(H2Wire.HEADERS, 0, 1, part);
          } else {
            client.frame(H2Wire.CONTINUATION, 0, 1, part);
          }
        });
  }

  @Test
  void headThatIsTooLarge() throws Exception {
    try (Rig rig = Fronts.of(answers.describing());
        H2Wire client = H2Wire.client(rig.port())) {
      String[] fields = {
        ":method",
        "GET",
        ":scheme",
        "http",
        ":authority",
        "a",
        ":path",
        "/",
        "x",
        "y".repeat(17_000)
      };
      byte[] block = client.block(fields);
      client.frame(H2Wire.HEADERS, H2Wire.END_STREAM, 1, Arrays.copyOf(block, 8_000));
      client.frame(
          H2Wire.CONTINUATION,
          H2Wire.END_HEADERS,
          1,
          Arrays.copyOfRange(block, 8_000, block.length));
      assertThat(client.head().status()).hasToString("431");
    }
  }

  @Test
  void moreStreamsThanAllowed() throws Exception {
    try (Rig rig = Fronts.of(request -> request.listen(answers.listener()));
        H2Wire client = H2Wire.client(rig.port())) {
      for (int i = 0; i <= STREAMS; i++) {
        client.get(2 * i + 1, "/");
      }
      H2Wire.Frame reset = client.resetFrame();
      assertThat(reset.stream()).isEqualTo(2 * STREAMS + 1);
      assertThat(reset.code()).isEqualTo(REFUSED_STREAM);
      client.wire().close();
      for (int i = 0; i < STREAMS; i++) {
        assertThat(answers.note()).isEqualTo("gone");
      }
    }
  }

  @Test
  void clientThatTakesNothingIsEnded() throws Exception {
    Duration patience = Duration.ofMillis(200);
    Rig.Settings settings = Fronts.SETTINGS.idle(patience, Duration.ofSeconds(60));
    try (Rig rig =
            Fronts.of(
                settings,
                request -> {
                  request.listen(answers.listener());
                  Outgoing out = request.answer(Answers.head(200), new HeadEdits(), -1);
                  out.data(Answers.bytes("never taken"));
                  out.flush();
                });
        H2Wire client = H2Wire.client(rig.port(), INITIAL_WINDOW_SIZE, 0).get(1, "/")) {
      assertThat(client.wire().gone()).isTrue();
      assertThat(answers.note()).isEqualTo("gone");
      assertThat(rig.connection().result()).isEqualTo("client-timeout");
    }
  }

  @Test
  void answerThatTakesItsTimeIsNot() throws Exception {
    Rig.Settings settings = Fronts.SETTINGS.idle(Duration.ofMillis(100), Duration.ofSeconds(60));
    try (Rig rig =
            Fronts.of(
                settings,
                request -> {
                  request.listen(answers.listener());
                  io.vertx.core.Vertx.currentContext()
                      .owner()
                      .setTimer(400, late -> Answers.send(request, "late"));
                });
        H2Wire client = H2Wire.client(rig.port()).get(1, "/")) {
      assertThat(client.body()).isEqualTo("late");
      // And then it is idle.
      assertThat(client.goAway().code()).isZero();
    }
  }
}
