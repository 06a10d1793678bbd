package dev.sluice.balancer.http.h1;

/** Finds the string for a method without making one for those that are usual. */
final class Methods {

  private static final String[] USUAL = {
    "GET", "POST", "PUT", "HEAD", "DELETE", "PATCH", "OPTIONS", "CONNECT", "TRACE"
  };

  private Methods() {}

  static String of(byte[] bytes, int start, int end) {
    for (String method : USUAL) {
      if (same(bytes, start, end, method)) {
        return method;
      }
    }
    return Ascii.text(bytes, start, end);
  }

  private static boolean same(byte[] bytes, int start, int end, String method) {
    if (end - start != method.length()) {
      return false;
    }
    for (int i = 0; i < method.length(); i++) {
      if (bytes[start + i] != method.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
