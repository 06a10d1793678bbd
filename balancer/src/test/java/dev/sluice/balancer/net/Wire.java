package dev.sluice.balancer.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** One end of a connection, played by hand: what is sent and read is exactly what a test says. */
public final class Wire implements AutoCloseable {

  private static final int PATIENCE_MS = 10_000;

  private final Socket socket;
  private final InputStream in;

  public Wire(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(PATIENCE_MS);
    socket.setTcpNoDelay(true);
    this.in = socket.getInputStream();
  }

  /** Connects to a port of this machine. */
  public static Wire to(int port) throws IOException {
    return new Wire(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  public Wire send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public Wire send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  /** Everything up to and with the empty line behind a head; what came before a sudden end. */
  public String head() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return head.toString();
      }
      head.append((char) next);
    }
    return head.toString();
  }

  /** So many bytes, or fewer when the end comes before. */
  public String text(int length) throws IOException {
    return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
  }

  /** As {@link #text}, as bytes. */
  public byte[] bytes(int length) throws IOException {
    return in.readNBytes(length);
  }

  /** Head and body of an answer, framed by its length, its chunks or its end. */
  public String answer() throws IOException {
    String head = head();
    String lower = head.toLowerCase(java.util.Locale.ROOT);
    int length = lower.indexOf("\r\ncontent-length: ");
    if (length >= 0) {
      int start = length + 18;
      return head + text(Integer.parseInt(lower.substring(start, lower.indexOf('\r', start))));
    }
    return lower.contains("\r\ntransfer-encoding: chunked") ? head + chunks() : head;
  }

  private String chunks() throws IOException {
    StringBuilder body = new StringBuilder();
    while (true) {
      int size = Integer.parseInt(line(), 16);
      if (size == 0) {
        StringBuilder trailers = new StringBuilder();
        for (String line = line(); !line.isEmpty(); line = line()) {
          trailers.append('\n').append(line);
        }
        return body.append(trailers).toString();
      }
      body.append(text(size));
      line();
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  /** Everything until the peer's orderly end. */
  public byte[] rest() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    in.transferTo(all);
    return all.toByteArray();
  }

  /** How the peer ended: {@code "end"}, {@code "reset"}, or what it sent instead. */
  public String ending() throws IOException {
    try {
      byte[] left = rest();
      return left.length == 0 ? "end" : new String(left, StandardCharsets.ISO_8859_1);
    } catch (SocketException reset) {
      return "reset";
    }
  }

  /** Whether the peer ended the connection, in whatever way. */
  public boolean gone() throws IOException {
    try {
      in.transferTo(java.io.OutputStream.nullOutputStream());
      return true;
    } catch (SocketException reset) {
      return true;
    }
  }

  public Wire finish() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** Ends it with a RST instead of a FIN. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  public Socket socket() {
    return socket;
  }

  public String localAddress() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
