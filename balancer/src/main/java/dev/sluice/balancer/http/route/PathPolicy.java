package dev.sluice.balancer.http.route;

/**
 * The one form of a path that rules are matched with, however a client has written it; what goes on
 * to a backend is what came. Percent-encoding is undone where a path may have the character as it
 * is, except for slash and semicolon; the parameters of segments are left out; {@code .}, {@code
 * ..} and empty segments are resolved. What backends are known to read in dangerous ways is
 * refused. {@code docs/routing.md} has the table. Pure; for any thread.
 */
public final class PathPolicy {

  private static final String SLASH = "%2F";

  // What stands for itself: RFC 3986 section 3.3, but no semicolon; a bit for each of ASCII.
  private static final long PLAIN_LOW = bits("!$&'()*+,-./0123456789:=", 0);
  private static final long PLAIN_HIGH =
      bits("@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~", 64);

  private PathPolicy() {}

  private static long bits(String characters, int from) {
    return characters.chars().mapToLong(c -> 1L << (c - from)).reduce(0, (a, b) -> a | b);
  }

  /**
   * The normal form; the path itself, and nothing allocated, where that has nothing special.
   *
   * @param path of a target, without the query, or {@code *}
   */
  public static String normal(String path) throws RefusedPath {
    if (path.isEmpty() || path.charAt(0) != '/') {
      return withoutSlash(path);
    }
    char previous = 0;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (!plain(c) || (previous == '/' && (c == '/' || c == '.'))) {
        return rewritten(path);
      }
      previous = c;
    }
    return path;
  }

  /**
   * How else some backends read a path that {@link #normal} takes: with encoded slashes for
   * slashes, or without resolving {@code ..}. The same as the normal form where there is no such
   * way.
   */
  static String other(String path) throws RefusedPath {
    if (path.isEmpty() || path.charAt(0) != '/') {
      return withoutSlash(path);
    }
    String decoded = decoded(path);
    return decoded.contains(SLASH)
        ? resolved(decoded.replace(SLASH, "/"), Up.REFUSED)
        : resolved(decoded, Up.KEPT);
  }

  private static String withoutSlash(String path) throws RefusedPath {
    if (path.equals("*")) {
      return path;
    }
    throw new RefusedPath("the path does not begin with a slash");
  }

  private static String rewritten(String path) throws RefusedPath {
    String decoded = decoded(path);
    if (decoded.contains(SLASH)) {
      // Checked only: with "..", nobody could say which segment it removes.
      resolved(decoded.replace(SLASH, "/"), Up.REFUSED);
    }
    return resolved(decoded, Up.RESOLVED);
  }

  private static boolean plain(int c) {
    return c < 128 && ((c < 64 ? PLAIN_LOW : PLAIN_HIGH) >>> c & 1) != 0;
  }

  // Every character in its one form; slashes that were encoded stay so.
  private static String decoded(String path) throws RefusedPath {
    StringBuilder out = new StringBuilder(path.length() + 16);
    int previous = 0;
    int i = 0;
    while (i < path.length()) {
      boolean encoded = path.charAt(i) == '%';
      int c = encoded ? octet(path, i) : path.charAt(i);
      i += encoded ? 3 : 1;
      if (c >= 0x80) {
        beyondAscii(c, previous);
        Hex.encode(c, out);
      } else if (encoded) {
        escaped(c, out);
      } else {
        literal((char) c, out);
      }
      previous = c;
    }
    return out.toString();
  }

  private static void literal(char c, StringBuilder out) throws RefusedPath {
    if (c <= ' ' || c == 0x7F || c == '\\' || c == '?' || c == '#') {
      throw new RefusedPath("the path has a character that must be encoded, or a backslash");
    }
    if (plain(c) || c == ';') {
      out.append(c);
    } else {
      Hex.encode(c, out);
    }
  }

  private static void escaped(int octet, StringBuilder out) throws RefusedPath {
    if (octet < ' ' || octet == 0x7F || octet == '\\') {
      throw new RefusedPath("the path has an encoded control character or backslash");
    }
    if (plain(octet) && octet != '/') {
      out.append((char) octet);
    } else {
      Hex.encode(octet, out);
    }
  }

  // Old encodings pass, but nothing that a careless decoder of UTF-8 could take for ASCII (RFC 3629
  // section 10): too long a form of a character, with the lead that only such forms have, or the
  // second octet of one.
  private static void beyondAscii(int octet, int previous) throws RefusedPath {
    boolean lead = octet == 0xC0 || octet == 0xC1 || octet > 0xF4;
    boolean second = (previous == 0xE0 && octet < 0xA0) || (previous == 0xF0 && octet < 0x90);
    if (lead || second) {
      throw new RefusedPath("the path has octets that UTF-8 never has");
    }
  }

  private static int octet(String path, int percent) throws RefusedPath {
    int high = percent + 2 < path.length() ? Hex.digit(path.charAt(percent + 1)) : -1;
    int low = high < 0 ? -1 : Hex.digit(path.charAt(percent + 2));
    if (low < 0) {
      throw new RefusedPath("the path has a \"%\" without two hexadecimal digits");
    }
    return high << 4 | low;
  }

  /** What becomes of a segment {@code ..}. */
  private enum Up {
    RESOLVED,
    KEPT,
    REFUSED
  }

  private static String resolved(String path, Up up) throws RefusedPath {
    StringBuilder out = new StringBuilder(path.length());
    boolean empty = false;
    boolean ups = false;
    int start = 1;
    while (start <= path.length()) {
      int slash = path.indexOf('/', start);
      boolean last = slash < 0;
      int end = last ? path.length() : slash;
      int name = nameEnd(path, start, end);
      if (dots(path, start, name, 2)) {
        ups = true;
        if (up == Up.KEPT) {
          out.append("/..");
        } else {
          remove(out, up);
          endFolder(out, last);
        }
      } else if (name == start || dots(path, start, name, 1)) {
        empty |= name == start && !last;
        endFolder(out, last);
      } else {
        out.append('/').append(path, start, name);
      }
      start = end + 1;
    }
    if (ups && empty) {
      throw new RefusedPath("the path has both \"..\" and an empty segment");
    }
    return out.toString();
  }

  private static void endFolder(StringBuilder out, boolean last) {
    if (last) {
      out.append('/');
    }
  }

  private static void remove(StringBuilder out, Up up) throws RefusedPath {
    int slash = out.lastIndexOf("/");
    if (up == Up.REFUSED) {
      throw new RefusedPath("the path has both \"..\" and an encoded slash");
    }
    if (slash < 0) {
      throw new RefusedPath("the path leads above the root");
    }
    out.setLength(slash);
  }

  // Where the parameters of a segment begin (RFC 3986 section 3.3).
  private static int nameEnd(String path, int start, int end) throws RefusedPath {
    int semicolon = path.indexOf(';', start);
    if (semicolon < 0 || semicolon >= end) {
      return end;
    }
    if (dots(path, start, semicolon, 1) || dots(path, start, semicolon, 2)) {
      throw new RefusedPath("the path has parameters behind \".\" or \"..\"");
    }
    return semicolon;
  }

  private static boolean dots(String path, int start, int end, int count) {
    return end - start == count && path.charAt(start) == '.' && path.charAt(end - 1) == '.';
  }
}
