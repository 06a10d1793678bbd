package dev.sluice.balancer.http.vertx;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** The id under which a request is found in every log on its way. */
final class RequestIds {

  private static final int LONGEST = 128;

  private RequestIds() {}

  /** The client's own, if it is printable and not too long, or 128 random bits in hexadecimal. */
  static String of(String given, RandomGenerator random) {
    return given != null && usable(given) ? given : next(random);
  }

  private static boolean usable(String id) {
    if (id.isEmpty() || id.length() > LONGEST) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      if (id.charAt(i) <= ' ' || id.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }

  private static String next(RandomGenerator random) {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
  }
}
