package dev.sluice.bench.harness.contender;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;

/** Ports that nothing listened on a moment ago, each given once. */
final class Ports {

  private static final int TIMEOUT_MILLIS = 1000;

  private final Set<Integer> given = new HashSet<>();

  int next() throws IOException {
    while (true) {
      try (ServerSocket socket = new ServerSocket(0, 1)) {
        if (given.add(socket.getLocalPort())) {
          return socket.getLocalPort();
        }
      }
    }
  }

  /** Whether something listens there. */
  static boolean open(String host, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getByName(host), port), TIMEOUT_MILLIS);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }
}
