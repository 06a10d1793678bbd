package dev.sluice.bench.harness.load;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections on which one request was answered, so that the proxy has connected each to a backend,
 * and nothing follows.
 */
public final class IdlePairs implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 10_000;

  private final List<Socket> sockets = new ArrayList<>();
  private final byte[] request;
  private final InetSocketAddress proxy;

  private IdlePairs(InetSocketAddress proxy, String file) {
    this.proxy = proxy;
    this.request =
        ("GET " + file + " HTTP/1.1\r\nHost: bench\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Opens them one after the other.
   *
   * @throws IOException if one could not be opened or was not answered; none is left open then
   */
  public static IdlePairs open(InetSocketAddress proxy, String file, int count) throws IOException {
    IdlePairs pairs = new IdlePairs(proxy, file);
    try {
      for (int i = 0; i < count; i++) {
        pairs.add();
      }
      return pairs;
    } catch (IOException e) {
      pairs.close();
      throw new IOException(
          "idle pair " + pairs.sockets.size() + " of " + count + ": " + e.getMessage(), e);
    }
  }

  /** How many there are. */
  public int count() {
    return sockets.size();
  }

  private void add() throws IOException {
    Socket socket = new Socket();
    sockets.add(socket);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.connect(proxy, TIMEOUT_MILLIS);
    socket.getOutputStream().write(request);
    Answer.read(socket.getInputStream());
  }

  @Override
  public void close() {
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException gone) {
        // Nothing more is wanted from it.
      }
    }
  }

  /** Reads one answer with a Content-Length, and nothing after it. */
  static final class Answer {

    private static final String LENGTH = "content-length:";
    private static final int LONGEST_HEAD = 16 * 1024;

    private Answer() {}

    static void read(InputStream in) throws IOException {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int next = in.read();
        if (next < 0 || head.length() > LONGEST_HEAD) {
          throw new IOException("the answer has no end of its head");
        }
        head.append((char) next);
      }
      if (!head.toString().startsWith("HTTP/1.1 200 ")) {
        throw new IOException("the answer is " + head.toString().lines().findFirst().orElse(""));
      }
      int length =
          head.toString()
              .lines()
              .filter(line -> line.regionMatches(true, 0, LENGTH, 0, LENGTH.length()))
              .map(line -> Integer.parseInt(line.substring(LENGTH.length()).strip()))
              .findFirst()
              .orElseThrow(() -> new IOException("the answer has no Content-Length"));
      if (in.readNBytes(length).length < length) {
        throw new IOException("the answer is too short");
      }
    }
  }
}
