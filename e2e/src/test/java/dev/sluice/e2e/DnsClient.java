package dev.sluice.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Asks a name server from one port, without a library; understands no more than it needs to. */
final class DnsClient implements AutoCloseable {

  private static final int TXT = 16;
  private static final int PATIENCE_MS = 20_000;

  private final DatagramSocket socket;
  private short id;

  private DnsClient(DatagramSocket socket) {
    this.socket = socket;
  }

  static DnsClient to(int port) throws IOException {
    DatagramSocket socket = new DatagramSocket();
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setSoTimeout(PATIENCE_MS);
    return new DnsClient(socket);
  }

  /** The first text of the answer to a question about {@code www.example.com}. */
  String askTxt() throws IOException {
    int asked = send();
    DatagramPacket packet = new DatagramPacket(new byte[512], 512);
    ByteBuffer answer;
    do {
      socket.receive(packet);
      answer = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
    } while (answer.getShort(0) != id);
    // RFC 1035 section 4.1: the question comes back, then the record, whose name it repeats in full
    answer.position(asked + (asked - 12) + 4 + 2);
    byte[] text = new byte[answer.get()];
    answer.get(text);
    return new String(text, StandardCharsets.US_ASCII);
  }

  /**
   * Asks, and leaves it at that.
   *
   * @return the length of the query
   */
  int send() throws IOException {
    byte[] query = query(++id);
    socket.send(new DatagramPacket(query, query.length));
    return query.length;
  }

  private static byte[] query(short id) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(
        ByteBuffer.allocate(12).putShort(id).putShort((short) 0x100).putShort((short) 1).array());
    for (String label : List.of("www", "example", "com", "")) {
      out.write(label.length());
      out.write(label.getBytes(StandardCharsets.US_ASCII));
    }
    out.write(new byte[] {0, TXT, 0, 1});
    return out.toByteArray();
  }

  @Override
  public void close() {
    socket.close();
  }
}
