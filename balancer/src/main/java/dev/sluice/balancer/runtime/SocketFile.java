package dev.sluice.balancer.runtime;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** The file of a Unix domain socket that is to be listened on. */
final class SocketFile {

  private SocketFile() {}

  /**
   * Makes way for a new socket: removes one that nobody listens on, as a process that was killed
   * leaves it behind. Blocks, but never waits for the other side.
   *
   * <p>Nothing else must be in the way: to bind removes a file of any kind with some transports.
   *
   * @throws IOException when something else is; the message says what, for a user
   */
  static void makeWay(Path path) throws IOException {
    BasicFileAttributes there;
    try {
      there = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException free) {
      return;
    }
    if (!there.isOther()) {
      throw new IOException("a file that is no socket is in its place");
    }
    if (!isDead(path)) {
      throw new IOException("the address is already in use");
    }
    Files.deleteIfExists(path);
  }

  private static boolean isDead(Path path) throws IOException {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.configureBlocking(false);
      probe.connect(UnixDomainSocketAddress.of(path));
      return false;
    } catch (ConnectException refused) {
      return true;
    }
  }
}
