package dev.sluice.balancer.http.files;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Map;

/**
 * An answer, ready to be written.
 *
 * @param status 400 or above leaves the body to the failure handlers
 */
record Reply(int status, Map<CharSequence, String> headers, Body body) {

  /** What follows the head. */
  sealed interface Body {}

  /** No body. */
  record None() implements Body {}

  /** A page made here. */
  record Page(String html) implements Body {}

  /**
   * A part of an open file, to be closed by whoever writes it; never empty.
   *
   * @param path for carriers that can't send from an open channel
   */
  record Slice(Path path, FileChannel channel, long offset, long length) implements Body {}

  static Reply bare(int status) {
    return bare(status, Map.of());
  }

  static Reply bare(int status, Map<CharSequence, String> headers) {
    return new Reply(status, headers, new None());
  }
}
