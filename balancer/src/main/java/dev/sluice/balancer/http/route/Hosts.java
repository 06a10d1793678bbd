package dev.sluice.balancer.http.route;

import java.util.Locale;

/** What rules compare of an authority (RFC 9110 section 7.2). */
final class Hosts {

  private Hosts() {}

  /**
   * The host alone: without the port, without the dot of the root, in lower case; the very string
   * where it is that already.
   */
  static String bare(String authority) {
    int end = end(authority);
    if (end > 0 && authority.charAt(end - 1) == '.') {
      end--;
    }
    String host = authority.substring(0, end);
    for (int i = 0; i < end; i++) {
      char c = host.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        return host.toLowerCase(Locale.ROOT);
      }
    }
    return host;
  }

  private static int end(String authority) {
    if (!authority.isEmpty() && authority.charAt(0) == '[') {
      int bracket = authority.indexOf(']');
      return bracket < 0 ? authority.length() : bracket + 1;
    }
    int colon = authority.indexOf(':');
    return colon < 0 ? authority.length() : colon;
  }
}
