package dev.sluice.balancer.http.files;

import dev.sluice.balancer.config.CompressConfig.Coding;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What lies at a path below the root. */
sealed interface Found {

  /** Nothing that may be shown. */
  record Nothing() implements Found {}

  /** A folder, asked for without the slash at its end. */
  record FolderWithoutSlash() implements Found {}

  /** A folder without an index, whose entries may not be shown. */
  record ClosedFolder() implements Found {}

  /**
   * A folder without an index, whose entries may be shown.
   *
   * @param complete whether these are all
   */
  record Entries(List<Entry> entries, boolean complete) implements Found {}

  /** One entry of a folder. */
  record Entry(String name, boolean folder) {}

  /**
   * A file, opened; whoever gets it closes it.
   *
   * @param name the one that the plain file was found under, which tells its media type
   * @param coding what its bytes are encoded in; empty for the plain file
   * @param size of what is open, in bytes
   */
  record OpenFile(
      String name, Optional<Coding> coding, FileChannel channel, long size, Instant modified)
      implements Found {}
}
