package dev.sluice.balancer.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host and a TCP or UDP port.
 *
 * @param host a name, an IPv4 address, or an IPv6 address without brackets
 * @param port 0 to 65535; 0 only where the system is to choose one
 */
public record Address(String host, int port) {

  // RFC 1123 names; an IPv4 address is one of them in form
  private static final Pattern NAMED =
      Pattern.compile("([A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252}[A-Za-z0-9_.])?):([0-9]{1,5})");
  private static final Pattern BRACKETED =
      Pattern.compile("\\[([0-9A-Fa-f:.]+(?:%[A-Za-z0-9_.-]+)?)]:([0-9]{1,5})");

  /** Reads {@code host:port} or {@code [v6]:port}; empty when it is neither. */
  public static Optional<Address> parse(String text) {
    Matcher named = NAMED.matcher(text);
    if (named.matches()) {
      return of(named);
    }
    Matcher bracketed = BRACKETED.matcher(text);
    return bracketed.matches() && bracketed.group(1).contains(":")
        ? of(bracketed)
        : Optional.empty();
  }

  private static Optional<Address> of(Matcher matcher) {
    int port = Integer.parseInt(matcher.group(2));
    return port > 65535 ? Optional.empty() : Optional.of(new Address(matcher.group(1), port));
  }

  @Override
  public String toString() {
    return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
  }
}
