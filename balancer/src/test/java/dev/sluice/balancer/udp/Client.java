package dev.sluice.balancer.udp;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Sends datagrams to one address, and takes answers from anywhere. */
final class Client implements AutoCloseable {

  private static final int PATIENCE_MS = 10_000;

  private final DatagramSocket socket;
  private final SocketAddress server;
  private SocketAddress answeredFrom;

  private Client(SocketAddress local, SocketAddress server) throws IOException {
    this.socket = new DatagramSocket(local);
    this.server = server;
  }

  static Client to(int port) throws IOException {
    return from("127.0.0.1", 0, "127.0.0.1", port);
  }

  static Client from(String local, int localPort, String host, int port) throws IOException {
    return new Client(
        new InetSocketAddress(InetAddress.getByName(local), localPort),
        new InetSocketAddress(InetAddress.getByName(host), port));
  }

  Client send(byte[] bytes) throws IOException {
    socket.send(new DatagramPacket(bytes, bytes.length, server));
    return this;
  }

  Client send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.US_ASCII));
  }

  byte[] receive() throws IOException {
    return receive(PATIENCE_MS);
  }

  private byte[] receive(int patience) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
    socket.setSoTimeout(patience);
    socket.receive(packet);
    answeredFrom = packet.getSocketAddress();
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  String text() throws IOException {
    return new String(receive(), StandardCharsets.US_ASCII);
  }

  String ask(String text) throws IOException {
    return send(text).text();
  }

  /** Sends again until there is an answer, as clients of UDP do. */
  String askUntilAnswered(String text) throws IOException {
    for (int i = 0; i < PATIENCE_MS / 100; i++) {
      send(text);
      try {
        return new String(receive(100), StandardCharsets.US_ASCII);
      } catch (SocketTimeoutException again) {
        continue;
      }
    }
    throw new AssertionError("no answer");
  }

  /** Where the last answer came from. */
  SocketAddress answeredFrom() {
    return answeredFrom;
  }

  SocketAddress server() {
    return server;
  }

  int port() {
    return socket.getLocalPort();
  }

  /** As it stands in the access log; IPv4. */
  String address() {
    return socket.getLocalAddress().getHostAddress() + ":" + port();
  }

  @Override
  public void close() {
    socket.close();
  }
}
