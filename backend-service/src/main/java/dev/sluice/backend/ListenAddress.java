package dev.sluice.backend;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a listener is bound and what it speaks.
 *
 * @param kind the protocol
 * @param host a name or an address; IPv6 without its brackets
 * @param port 0 to 65535; 0 lets the system choose
 */
public record ListenAddress(Kind kind, String host, int port) {

  /** What a listener speaks. */
  public enum Kind {
    HTTP,
    TCP,
    UDP
  }

  private static final Pattern FORM =
      Pattern.compile("(http|tcp|udp)://(\\[([0-9A-Fa-f:.%\\w]+)]|[^\\[\\]:/\\s]+):(\\d{1,5})/?");

  /**
   * Reads {@code http://HOST:PORT}, {@code tcp://HOST:PORT} or {@code udp://HOST:PORT}.
   *
   * @throws IllegalArgumentException naming what is wrong and what would be right
   */
  public static ListenAddress parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is not an address to listen on; use http://HOST:PORT, tcp://HOST:PORT or udp://HOST:PORT, IPv6 as [::]:PORT"
              .formatted(text));
    }
    int port = Integer.parseInt(matcher.group(4));
    if (port > 65535) {
      throw new IllegalArgumentException(
          "port %d in '%s' is out of range; use 0 to 65535".formatted(port, text));
    }
    String host = matcher.group(3) == null ? matcher.group(2) : matcher.group(3);
    return new ListenAddress(Kind.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)), host, port);
  }

  /** Whether the two can't be bound at the same time; UDP has ports of its own. */
  public boolean clashesWith(ListenAddress other) {
    return port != 0
        && port == other.port
        && host.equalsIgnoreCase(other.host)
        && (kind == Kind.UDP) == (other.kind == Kind.UDP);
  }

  ListenAddress withPort(int actual) {
    return new ListenAddress(kind, host, actual);
  }

  @Override
  public String toString() {
    String shown = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return kind.name().toLowerCase(Locale.ROOT) + "://" + shown + ":" + port;
  }
}
