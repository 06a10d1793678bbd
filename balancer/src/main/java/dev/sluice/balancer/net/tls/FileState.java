package dev.sluice.balancer.net.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * What tells a changed file from what it was; links are followed, as mounted secrets are swapped
 * that way.
 *
 * @param id tells the file itself from another of the same name
 */
record FileState(Optional<FileTime> modified, long size, Optional<Object> id) {

  private static final FileState ABSENT = new FileState(Optional.empty(), 0, Optional.empty());

  /** As it is now; one that can't be looked at is absent. */
  static FileState of(Path file) {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileState(
          Optional.of(found.lastModifiedTime()),
          found.size(),
          Optional.ofNullable(found.fileKey()));
    } catch (IOException e) {
      return ABSENT;
    }
  }
}
