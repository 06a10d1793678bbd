package dev.sluice.bench.harness.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class IdlePairsTest {

  @Test
  void leavesWhatFollowsAnAnswer() throws IOException {
    InputStream in = in("HTTP/1.1 200 OK\r\ncontent-LENGTH: 3\r\n\r\nabcd");

    IdlePairs.Answer.read(in);

    assertThat(in.read()).isEqualTo('d');
  }

  @Test
  void refusesAnswersThatAreNone() {
    assertThatThrownBy(() -> IdlePairs.Answer.read(in("HTTP/1.1 503 No\r\n\r\n")))
        .hasMessage("the answer is HTTP/1.1 503 No");
    assertThatThrownBy(() -> IdlePairs.Answer.read(in("HTTP/1.1 200 OK\r\n\r\n")))
        .hasMessage("the answer has no Content-Length");
    assertThatThrownBy(() -> IdlePairs.Answer.read(in("HTTP/1.1 2")))
        .hasMessage("the answer has no end of its head");
    assertThatThrownBy(
            () -> IdlePairs.Answer.read(in("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab")))
        .hasMessage("the answer is too short");
  }

  @Test
  void opensAsManyAsAskedForAndClosesThem() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      CompletableFuture<List<Socket>> accepted =
          CompletableFuture.supplyAsync(() -> answer(server, 3));

      try (IdlePairs pairs = IdlePairs.open(address(server), "/x", 3)) {
        assertThat(pairs.count()).isEqualTo(3);
      }

      for (Socket socket : accepted.get()) {
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
        socket.close();
      }
    }
  }

  @Test
  void saysWhichOneCouldNotBeOpened() throws IOException {
    InetSocketAddress closed;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = address(server);
    }

    assertThatThrownBy(() -> IdlePairs.open(closed, "/x", 7))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("idle pair 1 of 7: ");
    assertThatCode(() -> IdlePairs.open(closed, "/x", 0).close()).doesNotThrowAnyException();
  }

  private static List<Socket> answer(ServerSocket server, int count) {
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        Socket socket = server.accept();
        sockets.add(socket);
        String head = "";
        while (!head.endsWith("\r\n\r\n")) {
          head += (char) socket.getInputStream().read();
        }
        socket
            .getOutputStream()
            .write(
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return sockets;
  }

  private static InetSocketAddress address(ServerSocket server) {
    return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
  }

  private static InputStream in(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
  }
}
