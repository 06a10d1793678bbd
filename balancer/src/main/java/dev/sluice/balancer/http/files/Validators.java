package dev.sluice.balancer.http.files;

import dev.sluice.balancer.config.CompressConfig.Coding;
import io.netty.handler.codec.DateFormatter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Optional;

/**
 * How a client can name the state of a file that it has seen (RFC 9110 §8.8).
 *
 * @param etag a strong entity tag, with its quotes
 * @param lastModified in whole seconds, as HTTP dates are
 */
record Validators(String etag, Instant lastModified) {

  /** Of a plain file. */
  static Validators of(long size, Instant modified) {
    return of(size, modified, Optional.empty());
  }

  /**
   * Takes the file's time at its full resolution: two writes within one second still give two tags.
   * The coding is told, for all files of a build may have one and the same time.
   *
   * @param size of the file as it is sent
   */
  static Validators of(long size, Instant modified, Optional<Coding> coding) {
    String etag =
        '"'
            + Long.toHexString(modified.getEpochSecond())
            + '-'
            + Integer.toHexString(modified.getNano())
            + '-'
            + Long.toHexString(size)
            + coding.map(known -> "-" + known.id()).orElse("")
            + '"';
    return new Validators(etag, modified.truncatedTo(ChronoUnit.SECONDS));
  }

  String lastModifiedHeader() {
    return DateFormatter.format(Date.from(lastModified));
  }
}
