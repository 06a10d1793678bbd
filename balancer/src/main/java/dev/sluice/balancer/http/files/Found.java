package dev.sluice.balancer.http.files;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

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
   * @param name the one it was found under, which tells its media type
   * @param path the real one
   * @param size of what is open, in bytes
   */
  record OpenFile(String name, Path path, FileChannel channel, long size, Instant modified)
      implements Found {}
}
