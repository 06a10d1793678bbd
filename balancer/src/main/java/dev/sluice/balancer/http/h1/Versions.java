package dev.sluice.balancer.http.h1;

/** Reads what stands for the version of a message (RFC 9112, section 2.3). */
final class Versions {

  /** Of every version. */
  static final int LENGTH = "HTTP/1.1".length();

  /** A version, but not 1.0 or 1.1. */
  static final int OTHER = -1;

  /** No version at all. */
  static final int NONE = -2;

  private Versions() {}

  /** 0 or 1, the number behind {@code HTTP/1.}, or one of the above. */
  static int minor(byte[] bytes, int start, int end) {
    if (end - start != LENGTH
        || bytes[start] != 'H'
        || bytes[start + 1] != 'T'
        || bytes[start + 2] != 'T'
        || bytes[start + 3] != 'P'
        || bytes[start + 4] != '/'
        || !Ascii.digit(bytes[start + 5])
        || bytes[start + 6] != '.'
        || !Ascii.digit(bytes[start + 7])) {
      return NONE;
    }
    int minor = bytes[start + 7] - '0';
    return bytes[start + 5] == '1' && minor <= 1 ? minor : OTHER;
  }
}
