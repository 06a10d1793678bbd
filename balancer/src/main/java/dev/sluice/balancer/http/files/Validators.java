package dev.sluice.balancer.http.files;

import io.netty.handler.codec.DateFormatter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;

/**
 * How a client can name the state of a file that it has seen (RFC 9110 §8.8).
 *
 * @param etag a strong entity tag, with its quotes
 * @param lastModified in whole seconds, as HTTP dates are
 */
record Validators(String etag, Instant lastModified) {

  /**
   * Takes the file's time at its full resolution: two writes within one second still give two tags.
   */
  static Validators of(long size, Instant modified) {
    String etag =
        String.format("\"%x-%x-%x\"", modified.getEpochSecond(), modified.getNano(), size);
    return new Validators(etag, modified.truncatedTo(ChronoUnit.SECONDS));
  }

  String lastModifiedHeader() {
    return DateFormatter.format(Date.from(lastModified));
  }
}
