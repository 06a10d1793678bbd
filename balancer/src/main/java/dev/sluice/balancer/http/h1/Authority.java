package dev.sluice.balancer.http.h1;

import io.netty.util.NetUtil;

/**
 * Whether bytes are a host with or without a port (RFC 9110, section 4.2): a name or an IPv4
 * address, or an IPv6 address in brackets. Narrower than RFC 3986 where no real host needs it:
 * never empty, no percent-encoding, no comma, no user.
 */
final class Authority {

  private static final int MAX_PORT_DIGITS = 5;
  private static final int MAX_PORT = 65_535;

  private static final boolean[] NAME = new boolean[128];

  static {
    for (int c = 0; c < NAME.length; c++) {
      NAME[c] = Character.isLetterOrDigit(c) || "-._~!$&'()*+;=".indexOf(c) >= 0;
    }
  }

  private Authority() {}

  /** Whether it is one. */
  static boolean valid(byte[] bytes, int start, int end) {
    int host = hostEnd(bytes, start, end);
    return host > start && (host == end || port(bytes, host, end));
  }

  /** Whether it is one with a port that has a number. */
  static boolean validWithPort(byte[] bytes, int start, int end) {
    return valid(bytes, start, end)
        && Ascii.digit(bytes[end - 1])
        && hostEnd(bytes, start, end) < end;
  }

  // Behind the host; its beginning if that is none.
  private static int hostEnd(byte[] bytes, int start, int end) {
    if (start < end && bytes[start] == '[') {
      return literalEnd(bytes, start, end);
    }
    int i = start;
    while (i < end && bytes[i] >= 0 && NAME[bytes[i]]) {
      i++;
    }
    return i;
  }

  private static int literalEnd(byte[] bytes, int start, int end) {
    int i = start + 1;
    while (i < end && bytes[i] != ']' && bytes[i] != '%') {
      i++;
    }
    boolean closed = i < end && bytes[i] == ']';
    return closed && NetUtil.isValidIpV6Address(Ascii.text(bytes, start + 1, i)) ? i + 1 : start;
  }

  // RFC 3986 lets the number be left out behind the colon.
  private static boolean port(byte[] bytes, int start, int end) {
    if (bytes[start] != ':' || end - start > 1 + MAX_PORT_DIGITS) {
      return false;
    }
    int number = 0;
    for (int i = start + 1; i < end; i++) {
      if (!Ascii.digit(bytes[i])) {
        return false;
      }
      number = number * 10 + bytes[i] - '0';
    }
    return number <= MAX_PORT;
  }
}
