package dev.sluice.balancer.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/** Finds ports to listen on, and says where the usual one is taken. */
final class FreePorts {

  private final PrintWriter out;
  private final Set<Integer> given = new HashSet<>();

  FreePorts(PrintWriter out) {
    this.out = out;
  }

  /** The wanted port if it is free, or another. */
  int near(int wanted) throws IOException {
    if (!given.contains(wanted) && free(wanted)) {
      given.add(wanted);
      return wanted;
    }
    int other = any();
    out.println("port " + wanted + " is taken, using " + other + " instead");
    return other;
  }

  private int any() throws IOException {
    while (true) {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        if (given.add(socket.getLocalPort())) {
          return socket.getLocalPort();
        }
      }
    }
  }

  // On every address: one listener on the wildcard address takes the port for all.
  private static boolean free(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
