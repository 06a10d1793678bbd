package dev.sluice.e2e;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One end of a connection: sends exactly the bytes it is told to, and reads HTTP/1.x strictly. */
final class Wire implements AutoCloseable {

  private static final int PATIENCE_MS = (int) Await.LIMIT.toMillis();

  private final Socket socket;
  private final InputStream in;

  Wire(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(PATIENCE_MS);
    socket.setTcpNoDelay(true);
    this.in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
  }

  static Wire to(int port) throws IOException {
    return new Wire(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /** Asks on a connection of its own. */
  static Answer get(int port, String path) throws IOException {
    try (Wire wire = to(port)) {
      return wire.send("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
          .answer();
    }
  }

  /**
   * Asks on a connection of its own.
   *
   * @param start method and target
   */
  static Answer ask(int port, String start, String... fields) throws IOException {
    return exchange(port, start, "", fields);
  }

  /** Posts a body on a connection of its own. */
  static Answer post(int port, String path, String body) throws IOException {
    return exchange(port, "POST " + path, body, "Content-Length: " + body.length());
  }

  private static Answer exchange(int port, String start, String body, String... fields)
      throws IOException {
    StringBuilder request = new StringBuilder(start + " HTTP/1.1\r\nHost: x\r\n");
    for (String field : fields) {
      request.append(field).append("\r\n");
    }
    try (Wire wire = to(port)) {
      return wire.send(request + "Connection: close\r\n\r\n" + body).answer();
    }
  }

  /** Sends a text, and ends its side only once the answer has begun. */
  static String say(int port, String text) throws IOException {
    try (Wire wire = to(port)) {
      wire.send(text);
      int first = wire.in.read();
      if (first < 0) {
        return "";
      }
      wire.endOutput();
      return (char) first + new String(wire.rest(), StandardCharsets.UTF_8);
    }
  }

  Wire send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  Wire send(byte[] bytes) throws IOException {
    send(bytes, bytes.length);
    return this;
  }

  void send(byte[] bytes, int length) throws IOException {
    socket.getOutputStream().write(bytes, 0, length);
  }

  /** FIN; the other direction stays open. */
  void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  /** RST instead of FIN. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  InputStream in() {
    return in;
  }

  int localPort() {
    return socket.getLocalPort();
  }

  byte[] rest() throws IOException {
    return in.readAllBytes();
  }

  /** Whether the peer has ended the connection, in whichever way, with nothing before it. */
  boolean ended() throws IOException {
    try {
      return in.read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }

  /** The lines of a head, without the empty one. */
  List<String> head() throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      lines.add(line);
    }
    return lines;
  }

  /** One whole final answer to anything but HEAD; interim ones are passed over. */
  Answer answer() throws IOException {
    return answer(true);
  }

  Answer answerToHead() throws IOException {
    return answer(false);
  }

  private Answer answer(boolean withBody) throws IOException {
    List<String> head = head();
    String start = head.get(0);
    if (!start.matches("HTTP/1\\.[01] [1-5][0-9]{2} .*")) {
      throw new IOException("no status line: " + start);
    }
    int status = Integer.parseInt(start.substring(9, 12));
    if (status < 200 && status != 101) {
      return answer(withBody);
    }
    Answer bare = new Answer(status, fields(head.subList(1, head.size())), new byte[0], List.of());
    boolean none = !withBody || status == 101 || status == 204 || status == 304;
    return none ? bare : withBody(bare);
  }

  private Answer withBody(Answer head) throws IOException {
    List<Map.Entry<String, String>> trailers = List.of();
    byte[] body;
    if (head.header("transfer-encoding").equals("chunked")) {
      body = chunks();
      trailers = fields(head());
    } else if (!head.header("content-length").isEmpty()) {
      body = exactly(Integer.parseInt(head.header("content-length")));
    } else {
      body = rest();
    }
    return new Answer(head.status(), head.headers(), body, trailers);
  }

  /** A chunked body, without the trailers behind it. */
  byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = chunkSize(); size > 0; size = chunkSize()) {
      body.write(exactly(size));
      if (!line().isEmpty()) {
        throw new IOException("a chunk is longer than its size");
      }
    }
    return body.toByteArray();
  }

  private int chunkSize() throws IOException {
    return Integer.parseInt(line(), 16);
  }

  byte[] exactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException(bytes.length + " of " + length + " bytes");
    }
    return bytes;
  }

  /** Up to CR LF; nothing else ends a line. */
  String line() throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the connection ended after \"" + line + "\"");
      }
      line.append((char) next);
      if (next == '\n') {
        int end = line.length() - 2;
        if (end < 0 || line.charAt(end) != '\r') {
          throw new IOException("a line without CR: " + line);
        }
        return line.substring(0, end);
      }
    }
  }

  private static List<Map.Entry<String, String>> fields(List<String> lines) {
    return lines.stream()
        .map(line -> line.split(":", 2))
        .map(parts -> Map.entry(parts[0].toLowerCase(Locale.ROOT), parts[1].strip()))
        .toList();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
