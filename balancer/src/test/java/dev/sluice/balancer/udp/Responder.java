package dev.sluice.balancer.udp;

import dev.sluice.balancer.config.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A UDP backend: answers each datagram with what a function makes of it; null for no answer. */
final class Responder implements AutoCloseable {

  private final DatagramSocket socket;
  private final Set<SocketAddress> peers = ConcurrentHashMap.newKeySet();
  private final AtomicInteger received = new AtomicInteger();

  private Responder(String host, int port, UnaryOperator<byte[]> answer) throws IOException {
    this.socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(host), port));
    Thread thread = new Thread(() -> serve(answer), "responder");
    thread.setDaemon(true);
    thread.start();
  }

  static Responder on(String host, UnaryOperator<byte[]> answer) throws IOException {
    return new Responder(host, 0, answer);
  }

  static Responder echo() throws IOException {
    return on("127.0.0.1", bytes -> bytes);
  }

  /** Answers with a name. */
  static Responder named(String name) throws IOException {
    return on("127.0.0.1", bytes -> name.getBytes(StandardCharsets.US_ASCII));
  }

  static Responder silent() throws IOException {
    return on("127.0.0.1", bytes -> null);
  }

  /** A port that refuses: nobody has it. */
  static Address closedPort() throws IOException {
    try (Responder gone = silent()) {
      return gone.address();
    }
  }

  private void serve(UnaryOperator<byte[]> answer) {
    DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
    try {
      while (true) {
        packet.setLength(65_535);
        socket.receive(packet);
        received.incrementAndGet();
        peers.add(packet.getSocketAddress());
        byte[] bytes = answer.apply(Arrays.copyOf(packet.getData(), packet.getLength()));
        if (bytes != null) {
          socket.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
        }
      }
    } catch (IOException e) {
      if (!socket.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  Address address() {
    return new Address(socket.getLocalAddress().getHostAddress(), socket.getLocalPort());
  }

  /** How many datagrams came. */
  int received() {
    return received.get();
  }

  /** Where the only one who sent listens for answers. */
  int peerPort() {
    return ((InetSocketAddress) peers.iterator().next()).getPort();
  }

  /** Answers the only one who sent. */
  void reply(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    socket.send(new DatagramPacket(bytes, bytes.length, peers.iterator().next()));
  }

  /** From how many sockets they came. */
  int peers() {
    return peers.size();
  }

  /** From now on its port refuses. */
  void stop() {
    socket.close();
  }

  @Override
  public void close() {
    socket.close();
  }
}
