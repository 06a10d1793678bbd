package dev.sluice.balancer.http.files;

import dev.sluice.balancer.config.CompressConfig.Coding;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * Where a name leads.
 *
 * @param name the last part of what was asked for
 * @param real with no symbolic link in it
 */
record Place(String name, Path real, BasicFileAttributes attributes) {

  /**
   * Follows a name, unless it leads nowhere or outside.
   *
   * @param top the real path that everything has to be below
   */
  static Optional<Place> find(Path top, Path folder, String name) {
    try {
      Path real = folder.resolve(name).toRealPath();
      return real.startsWith(top)
          ? Optional.of(
              new Place(
                  Path.of(name).getFileName().toString(),
                  real,
                  Files.readAttributes(real, BasicFileAttributes.class)))
          : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    } catch (IOException e) {
      // Also a denied one: the link may lead outside, and a refusal would tell that it does.
      return Optional.empty();
    }
  }

  boolean folder() {
    return attributes.isDirectory();
  }

  /** Opening a named pipe would wait for its other end. */
  boolean file() {
    return attributes.isRegularFile();
  }

  /**
   * Opens a file; empty when it has vanished.
   *
   * @param plain the name of the file without its coding
   */
  Optional<Found> open(String plain, Optional<Coding> coding) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(real, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException vanished) {
      return Optional.empty();
    }
    try {
      // The time was read before the file was opened: should it have been replaced in between, new
      // bytes go out under an old tag and the next revalidation corrects it. The other way round,
      // old bytes under the new tag would stay in caches.
      return Optional.of(
          new Found.OpenFile(
              plain, coding, channel, channel.size(), attributes.lastModifiedTime().toInstant()));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }
}
