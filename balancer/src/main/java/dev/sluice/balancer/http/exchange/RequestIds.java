package dev.sluice.balancer.http.exchange;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The id under which a request is found in every log on its way. */
final class RequestIds {

  private static final int LONGEST = 128;
  private static final int DIGITS = 16;
  private static final byte[] HEXADECIMAL =
      "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

  private RequestIds() {}

  /** The client's own, if it is printable and not too long, or 128 random bits in hexadecimal. */
  static String of(Optional<String> given, RandomGenerator random) {
    return given.isPresent() && usable(given.get()) ? given.get() : next(random);
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
    byte[] text = new byte[2 * DIGITS];
    write(random.nextLong(), text, 0);
    write(random.nextLong(), text, DIGITS);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  private static void write(long bits, byte[] to, int at) {
    for (int i = 0; i < DIGITS; i++) {
      to[at + i] = HEXADECIMAL[(int) (bits >>> (60 - 4 * i)) & 0xf];
    }
  }
}
