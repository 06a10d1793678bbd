package dev.sluice.balancer.net;

import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** One end of a connection over a Unix domain socket, played by hand. */
public final class UnixPeer implements AutoCloseable {

  private final SocketChannel channel;
  private final InputStream in;

  private UnixPeer(SocketChannel channel) {
    this.channel = channel;
    this.in = Channels.newInputStream(channel);
  }

  public static UnixPeer to(Path path) throws IOException {
    return new UnixPeer(SocketChannel.open(UnixDomainSocketAddress.of(path)));
  }

  public UnixPeer send(byte[] bytes) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      channel.write(left);
    }
    return this;
  }

  public UnixPeer send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public UnixPeer finish() throws IOException {
    channel.shutdownOutput();
    return this;
  }

  /** So many bytes, or fewer when the end comes before. */
  public byte[] bytes(int length) throws IOException {
    return in.readNBytes(length);
  }

  public byte[] rest() throws IOException {
    return in.readAllBytes();
  }

  /** Up to and with the next line's end. */
  public String line() throws IOException {
    return until("\r\n");
  }

  /** Up to and with the empty line behind a head. */
  public String head() throws IOException {
    return until("\r\n\r\n");
  }

  private String until(String end) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf(end) < 0) {
      int next = in.read();
      if (next < 0) {
        return head.toString();
      }
      head.append((char) next);
    }
    return head.toString();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** A backend that does the same on each of its connections. */
  public static final class Backend implements AutoCloseable {

    /** What happens on a connection; it is closed afterwards. */
    public interface Script {
      void play(UnixPeer peer) throws IOException;
    }

    private final ServerSocketChannel server;
    private final Path path;
    private final AtomicInteger accepted = new AtomicInteger();

    private Backend(ServerSocketChannel server, Path path) {
      this.server = server;
      this.path = path;
    }

    public static Backend on(Path path, Script script) throws IOException {
      ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(path));
      Backend backend = new Backend(server, path);
      Thread thread = new Thread(() -> backend.serve(script), "unix-backend");
      thread.setDaemon(true);
      thread.start();
      return backend;
    }

    private void serve(Script script) {
      while (server.isOpen()) {
        try (UnixPeer peer = new UnixPeer(server.accept())) {
          accepted.incrementAndGet();
          script.play(peer);
        } catch (IOException closed) {
          // What the other side saw is what counts.
        }
      }
    }

    /** As in a configuration. */
    public String address() {
      return "unix:" + path;
    }

    public int accepted() {
      return accepted.get();
    }

    /** Leaves its file behind, as all that is killed does. */
    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
