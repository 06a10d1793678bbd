package dev.sluice.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** HAProxy as a peer, on one port. Tests that need it are skipped where it is not installed. */
final class HaProxy implements AutoCloseable {

  private final Program program;
  private final int port;

  private HaProxy(Program program, int port) {
    this.program = program;
    this.port = port;
  }

  /** In front of a port: connects to it with {@code send-proxy}, or {@code send-proxy-v2}. */
  static HaProxy before(int port, String mode, String send) {
    return start(mode, "", "server next 127.0.0.1:" + port + " " + send);
  }

  /** Wants a PROXY header, and answers every request with the client's address and port. */
  static HaProxy wanting() {
    return start(
        "http",
        "accept-proxy",
        "http-request return status 200 content-type text/plain lf-string %ci:%cp");
  }

  private static HaProxy start(String mode, String bind, String rest) {
    try {
      int port = Ports.closed();
      Path file = Files.createTempFile("haproxy", ".cfg");
      file.toFile().deleteOnExit();
      Files.writeString(
          file,
          """
          defaults
            mode %s
            timeout connect 5s
            timeout client 30s
            timeout server 30s
          listen edge
            bind 127.0.0.1:%d %s
            %s
          """
              .formatted(mode, port, bind, rest));
      HaProxy haproxy = new HaProxy(Command.start("haproxy", "-db", "-f", file.toString()), port);
      Await.until(
          "haproxy listens; it said " + haproxy.program.err(),
          () -> !haproxy.program.alive() || Ports.accepts(port));
      if (!haproxy.program.alive()) {
        throw new AssertionError("haproxy did not start: " + haproxy.program.err());
      }
      return haproxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    program.close();
  }
}
