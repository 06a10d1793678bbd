package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.Reason;

/**
 * What a request asks for (RFC 9112, section 3.2): path and query, {@code *}, or the authority that
 * CONNECT names.
 *
 * @param prefix comes before the bytes
 * @param start of the bytes
 * @param end of the bytes
 * @param authorityStart of the authority in the target
 * @param authorityEnd its end, the same where the target has none
 */
record Target(String prefix, int start, int end, int authorityStart, int authorityEnd) {

  /** Whether it names an authority, which then counts instead of {@code Host}. */
  boolean hasAuthority() {
    return authorityStart < authorityEnd;
  }

  String text(byte[] bytes) {
    String rest = Ascii.text(bytes, start, end);
    return prefix.isEmpty() ? rest : prefix + rest;
  }

  /** Takes the form apart that goes with the method. */
  static Target of(byte[] bytes, int start, int end, String method) throws Malformed {
    if (method.equals("CONNECT")) {
      if (!Authority.validWithPort(bytes, start, end)) {
        throw bad("a CONNECT to something else than a host and a port");
      }
      return new Target("", start, end, start, end);
    }
    if (bytes[start] == '/') {
      return new Target("", start, end, start, start);
    }
    boolean options = method.equals("OPTIONS");
    if (options && end - start == 1 && bytes[start] == '*') {
      return new Target("", start, end, start, start);
    }
    return absolute(bytes, start, end, options);
  }

  private static Target absolute(byte[] bytes, int start, int end, boolean options)
      throws Malformed {
    int authority = start + schemeLength(bytes, start, end);
    int path = authority;
    while (path < end && bytes[path] != '/' && bytes[path] != '?') {
      path++;
    }
    if (!Authority.valid(bytes, authority, path)) {
      throw bad("a target with a malformed authority");
    }
    String prefix = path == end && options ? "*" : path == end || bytes[path] == '?' ? "/" : "";
    return new Target(prefix, path, end, authority, path);
  }

  private static int schemeLength(byte[] bytes, int start, int end) throws Malformed {
    for (String scheme : new String[] {"http://", "https://"}) {
      int length = scheme.length();
      if (end - start > length && Ascii.same(bytes, start, start + length, scheme)) {
        return length;
      }
    }
    throw bad("a target that is neither a path nor an http URI");
  }

  private static Malformed bad(String message) {
    return new Malformed(Reason.BAD_REQUEST, message);
  }
}
