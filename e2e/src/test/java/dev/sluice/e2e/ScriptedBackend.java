package dev.sluice.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A backend that does on each connection what a test tells it to, which a proper one would not. */
final class ScriptedBackend implements AutoCloseable {

  /** What happens on one connection; it is closed afterwards. */
  interface Script {
    void serve(Wire connection) throws Exception;
  }

  private final ServerSocket listener = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
  private final Queue<Exception> failures = new ConcurrentLinkedQueue<>();
  private final Queue<Wire> open = new ConcurrentLinkedQueue<>();
  private final AtomicInteger accepted = new AtomicInteger();

  ScriptedBackend(Script script) throws IOException {
    thread(() -> accept(script));
  }

  /** One that reads a request without a body and answers with these bytes, again and again. */
  static ScriptedBackend answering(String answer) throws IOException {
    return new ScriptedBackend(
        wire -> {
          while (true) {
            wire.head();
            wire.send(answer);
          }
        });
  }

  private static void thread(Runnable work) {
    Thread thread = new Thread(work, "scripted-backend");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept(Script script) {
    try {
      while (true) {
        Socket socket = listener.accept();
        accepted.incrementAndGet();
        thread(() -> serve(script, socket));
      }
    } catch (IOException closed) {
      // by close()
    }
  }

  private void serve(Script script, Socket socket) {
    try (Wire wire = new Wire(socket)) {
      open.add(wire);
      script.serve(wire);
    } catch (Exception e) {
      failures.add(e);
    }
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Connections so far. */
  int accepted() {
    return accepted.get();
  }

  /** What broke the scripts off, the ends of connections included. */
  Queue<Exception> failures() {
    return failures;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Wire wire : open) {
      wire.close();
    }
  }
}
