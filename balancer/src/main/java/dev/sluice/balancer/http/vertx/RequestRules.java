package dev.sluice.balancer.http.vertx;

import io.netty.handler.codec.http2.Http2Headers;
import java.util.List;
import java.util.Map;

/**
 * What a request over HTTP/2 must be beside what Netty's decoder looks after (RFC 9113, section 8.2
 * and 8.3): that one has seen to names in lower case, tokens, control characters, repeated,
 * misplaced and unknown pseudo-header fields, connection-specific fields, {@code TE}, and to the
 * length that {@code content-length} has announced.
 */
final class RequestRules {

  private static final String HOST = "host";
  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
  private static final String HOST_MARKS = "-._~!$&'()*+,;=%";
  private static final List<String> MISPLACED = List.of("content-length", HOST, "te", "trailer");
  private static final int LARGEST_PORT = 65535;

  private RequestRules() {}

  /** What is wrong with a head; empty when nothing is. */
  static String wrong(Http2Headers head) {
    CharSequence method = head.method();
    if (method == null || !isToken(method)) {
      return "no valid :method";
    }
    List<CharSequence> hosts = head.getAll(HOST);
    if (hosts.size() > 1) {
      return "more than one host";
    }
    CharSequence authority = head.authority();
    if (authority == null && hosts.isEmpty()) {
      return "neither :authority nor host";
    }
    if (!isAuthority(authority == null ? hosts.get(0) : authority)
        || (authority != null && !hosts.isEmpty() && !isAuthority(hosts.get(0)))) {
      return "no valid authority";
    }
    if (!"CONNECT".contentEquals(method)) {
      CharSequence scheme = head.scheme();
      if (scheme == null || !("http".contentEquals(scheme) || "https".contentEquals(scheme))) {
        return "no valid :scheme";
      }
      if (!isTarget(method, head.path())) {
        return "no valid :path";
      }
    }
    return wrongFields(head);
  }

  /** What is wrong with trailers; empty when nothing is. */
  static String wrongFields(Http2Headers fields) {
    for (Map.Entry<CharSequence, CharSequence> field : fields) {
      CharSequence value = field.getValue();
      if (value.length() > 0
          && (isBlank(value.charAt(0)) || isBlank(value.charAt(value.length() - 1)))) {
        return "white space around a value";
      }
    }
    return "";
  }

  /** Takes out of trailers what must not stand there (RFC 9110, section 6.5.1). */
  static void keepTrailers(Http2Headers trailers) {
    MISPLACED.forEach(trailers::remove);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private static boolean isToken(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isAlphanumeric(c) && TOKEN_MARKS.indexOf(c) < 0) {
        return false;
      }
    }
    return text.length() > 0;
  }

  private static boolean isTarget(CharSequence method, CharSequence path) {
    if (path == null || path.length() == 0) {
      return false;
    }
    if (path.charAt(0) != '/') {
      return "*".contentEquals(path) && "OPTIONS".contentEquals(method);
    }
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '#') {
        return false;
      }
    }
    return true;
  }

  /** Host and port without user information (RFC 9110, section 4.2). */
  private static boolean isAuthority(CharSequence text) {
    int end = text.length() > 0 && text.charAt(0) == '[' ? literal(text) : name(text);
    return end > 0 && (end == text.length() || isPort(text, end));
  }

  private static int name(CharSequence text) {
    int i = 0;
    while (i < text.length() && text.charAt(i) != ':') {
      if (!isAlphanumeric(text.charAt(i)) && HOST_MARKS.indexOf(text.charAt(i)) < 0) {
        return -1;
      }
      i++;
    }
    return i;
  }

  private static int literal(CharSequence text) {
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ']') {
        return i == 1 ? -1 : i + 1;
      }
      if (Character.digit(c, 16) < 0 && c != ':' && c != '.') {
        return -1;
      }
    }
    return -1;
  }

  private static boolean isPort(CharSequence text, int colon) {
    if (text.charAt(colon) != ':' || colon + 1 == text.length() || text.length() - colon > 6) {
      return false;
    }
    int port = 0;
    for (int i = colon + 1; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
      port = port * 10 + text.charAt(i) - '0';
    }
    return port <= LARGEST_PORT;
  }

  private static boolean isAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
