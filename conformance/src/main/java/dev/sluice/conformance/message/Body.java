package dev.sluice.conformance.message;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What follows a head.
 *
 * @param chunked whether it came in chunks
 * @param extensions of all its chunks
 */
public record Body(byte[] bytes, boolean chunked, List<String> extensions, List<Field> trailers) {

  static final Body NONE = new Body(new byte[0], false, List.of(), List.of());

  static Body plain(byte[] bytes) {
    return new Body(bytes, false, List.of(), List.of());
  }

  /** Its bytes as characters. */
  public String text() {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** The values of all lines of a trailer. */
  public List<String> trailer(String name) {
    return Field.values(trailers, name);
  }
}
