package dev.sluice.balancer.net;

import dev.sluice.balancer.config.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A backend that behaves on its first, second, … connection as the test says. */
public final class Scripted implements AutoCloseable {

  /** What happens on one connection; it is closed afterwards. */
  public interface Script {
    void play(Wire wire) throws Exception;
  }

  private final ServerSocket server;
  private final List<Script> scripts;
  private final AtomicInteger accepted = new AtomicInteger();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "scripted");
            thread.setDaemon(true);
            return thread;
          });

  private Scripted(ServerSocket server, List<Script> scripts) {
    this.server = server;
    this.scripts = scripts;
  }

  /** The last script is played again for every further connection. */
  public static Scripted backend(Script... scripts) throws IOException {
    return backend(new ServerSocket(0, 512, InetAddress.getLoopbackAddress()), scripts);
  }

  /** On a socket of the test's making, such as one for TLS. */
  public static Scripted backend(ServerSocket server, Script... scripts) {
    Scripted backend = new Scripted(server, List.of(scripts));
    backend.threads.execute(backend::accept);
    return backend;
  }

  /** Answers every request on a connection with its name; requests must be without a body. */
  public static Scripted named(String name) throws IOException {
    return backend(wire -> serve(wire, name));
  }

  /** Keeps a connection alive and answers with a name until the peer ends it. */
  public static void serve(Wire wire, String name) throws IOException {
    while (!wire.head().isEmpty()) {
      wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + name.length() + "\r\n\r\n" + name);
    }
  }

  /** An address that nobody listens on. */
  public static Address closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new Address("127.0.0.1", socket.getLocalPort());
    }
  }

  public Address address() {
    return new Address("127.0.0.1", server.getLocalPort());
  }

  /** How many connections there were. */
  public int accepted() {
    return accepted.get();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        int number = accepted.getAndIncrement();
        Script script = scripts.get(Math.min(number, scripts.size() - 1));
        threads.execute(() -> play(script, socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void play(Script script, Socket socket) {
    try (Wire wire = new Wire(socket)) {
      script.play(wire);
    } catch (IOException broken) {
      // What the other side saw is what counts.
    } catch (Throwable failure) {
      failures.add(failure);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
    threads.shutdownNow();
    for (Throwable failure : failures) {
      throw new AssertionError("a backend's script failed", failure);
    }
  }
}
