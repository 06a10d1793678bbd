package dev.sluice.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.backend.Settings.Faults;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TcpTest {

  @Test
  void answersEachMessageThenClosesAfterThePeer() throws Exception {
    try (Running running = Running.with(TcpMode.HI);
        Socket socket = Running.connect(running.tcpPort())) {
      String greeting = "Hi from server " + running.tcpPort();
      for (int i = 0; i < 2; i++) {
        socket.getOutputStream().write(Running.ascii("hello"));
        assertThat(read(socket.getInputStream(), greeting.length())).isEqualTo(greeting);
      }
      socket.shutdownOutput();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void owedAnswersComeAfterTheHalfClose() throws Exception {
    Faults slow = new Faults(Duration.ofMillis(100), Duration.ZERO, 0, 1);
    try (Running running = Running.with(slow)) {
      assertThat(Running.exchange(running.tcpPort(), Running.ascii("hello")))
          .isEqualTo("Hi from server " + running.tcpPort());
    }
  }

  @Test
  void aPeerThatSaysNothingGetsNothing() throws Exception {
    try (Running running = Running.with(TcpMode.HI)) {
      assertThat(Running.exchange(running.tcpPort())).isEmpty();
    }
  }

  @Test
  void echoReturnsEveryByteThoughThePeerReadsLate() throws Exception {
    byte[] sent = content();
    try (Running running = Running.with(TcpMode.ECHO);
        Socket socket = Running.connect(running.tcpPort())) {
      // Far more than the socket buffers hold: the backend must stop reading until the test reads.
      CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(socket, sent));
      byte[] returned = socket.getInputStream().readAllBytes();
      sending.get(20, TimeUnit.SECONDS);
      assertThat(MessageDigest.isEqual(returned, sent)).isTrue();
    }
  }

  @Test
  void sinkCountsAndHashes() throws Exception {
    byte[] sent = content();
    String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(sent));
    try (Running running = Running.with(TcpMode.SINK)) {
      assertThat(Running.exchange(running.tcpPort(), sent))
          .isEqualTo(sent.length + " " + hash + "\n");
    }
  }

  private static byte[] content() {
    byte[] content = new byte[24 * 1024 * 1024];
    new Random(7).nextBytes(content);
    return content;
  }

  private static void send(Socket socket, byte[] bytes) {
    try {
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String read(InputStream in, int length) throws IOException {
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }
}
