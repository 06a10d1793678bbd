package dev.sluice.load.plan;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a target speaks, named by the scheme of its URL. */
public enum Scheme {
  /** HTTP/1.1 in the clear. */
  HTTP(80, false),
  /** HTTP/1.1 over TLS. */
  HTTPS(443, true),
  /** HTTP/2 in the clear, with prior knowledge (RFC 9113 section 3.3). */
  H2C(80, false),
  /** One text sent, one text read. */
  TCP(-1, false),
  /** WebSocket, a text message per request. */
  WS(80, false),
  /** WebSocket over TLS. */
  WSS(443, true);

  private final int defaultPort;
  private final boolean tls;

  Scheme(int defaultPort, boolean tls) {
    this.defaultPort = defaultPort;
    this.tls = tls;
  }

  /** The port of a URL that names none, or -1 when the URL must name one. */
  public int defaultPort() {
    return defaultPort;
  }

  /** Whether TLS is spoken. */
  public boolean tls() {
    return tls;
  }

  /** Whether requests are HTTP exchanges with a method and a status. */
  public boolean http() {
    return this == HTTP || this == HTTPS || this == H2C;
  }

  static Scheme parse(String name) {
    return Arrays.stream(values())
        .filter(scheme -> scheme.text().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "scheme \"" + name + "\" is not supported; use one of " + all()));
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static String all() {
    return Arrays.stream(values())
        .map(scheme -> scheme.text() + "://")
        .collect(Collectors.joining(", "));
  }
}
