package dev.sluice.balancer.config;

import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads addresses and compares them. */
final class Addresses {

  /** Where to listen: port 0 lets the system choose one. */
  static final Format<Address> LISTEN =
      new Format<>(
          "an address \"host:port\", \"[v6]:port\" or \"unix:/path\" such as \"0.0.0.0:8080\" or"
              + " \"[::1]:8080\"",
          text -> parse(text, 0));

  /** Where to connect to. */
  static final Format<Address> REMOTE =
      new Format<>(
          "an address \"host:port\", \"[v6]:port\" or \"unix:/path\" such as \"10.0.0.1:8080\" or"
              + " \"[::1]:8080\"",
          text -> parse(text, 1));

  private static final String V6_WILDCARD = canonicalHost("::");
  // sun_path of unix(7), without the zero at its end
  private static final int LONGEST_SOCKET_PATH = 107;
  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

  private Addresses() {}

  static Address parse(String text, int lowestPort) throws InvalidValue {
    if (text.startsWith(Address.UNIX)) {
      return Address.unix(socketPath(text));
    }
    int colon = text.lastIndexOf(':');
    if (text.contains("://")) {
      throw new InvalidValue(Text.quote(text) + " is a URL");
    }
    if (NetUtil.isValidIpV6Address(text) && !text.startsWith("[")) {
      throw new InvalidValue(
          Text.quote(text) + " has an IPv6 address without brackets", bracketed(text, colon));
    }
    if (colon < 0 || text.endsWith("]")) {
      throw new InvalidValue(Text.quote(text) + " has no port");
    }
    String host = host(text, text.substring(0, colon), text.substring(colon + 1));
    return new Address(host, port(text, text.substring(colon + 1), lowestPort));
  }

  private static String socketPath(String text) throws InvalidValue {
    String path = text.substring(Address.UNIX.length());
    if (!path.startsWith("/") || path.endsWith("/")) {
      throw new InvalidValue(Text.quote(text) + " has no absolute path of a socket");
    }
    if (path.getBytes(StandardCharsets.UTF_8).length > LONGEST_SOCKET_PATH) {
      throw new InvalidValue(
          Text.quote(text) + " is longer than the " + LONGEST_SOCKET_PATH + " bytes of a path");
    }
    return path;
  }

  private static String host(String text, String host, String port) throws InvalidValue {
    if (host.isEmpty() || host.equals("*")) {
      throw new InvalidValue(Text.quote(text) + " has no host", Optional.of("0.0.0.0:" + port));
    }
    if (host.startsWith("[") && host.endsWith("]")) {
      String bare = host.substring(1, host.length() - 1);
      if (bare.indexOf(':') >= 0 && NetUtil.isValidIpV6Address(bare)) {
        return bare;
      }
      throw new InvalidValue(Text.quote(text) + " has no IPv6 address in its brackets");
    }
    if (NetUtil.isValidIpV6Address(host)) {
      throw new InvalidValue(
          Text.quote(text) + " has an IPv6 address without brackets",
          Optional.of("[" + host + "]:" + port));
    }
    if (!HostNames.isValid(host)) {
      throw new InvalidValue(
          Text.quote(text) + ": " + Text.quote(host) + " is not a host name or an IP address");
    }
    return host;
  }

  // "::1:80" is an address as a whole, but hardly meant to be
  private static Optional<String> bracketed(String text, int colon) {
    String host = text.substring(0, colon);
    return NetUtil.isValidIpV6Address(host) && PORT.matcher(text.substring(colon + 1)).matches()
        ? Optional.of("[" + host + "]:" + text.substring(colon + 1))
        : Optional.empty();
  }

  private static int port(String text, String port, int lowest) throws InvalidValue {
    if (port.isEmpty()) {
      throw new InvalidValue(Text.quote(text) + " has no port");
    }
    if (!port.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new InvalidValue(Text.quote(text) + ": the port is not a number");
    }
    if (!PORT.matcher(port).matches()
        || Integer.parseInt(port) > 65535
        || Integer.parseInt(port) < lowest) {
      throw new InvalidValue(
          Text.quote(text) + ": the port is out of the range " + lowest + " to 65535");
    }
    return Integer.parseInt(port);
  }

  /** Equal for addresses that differ in spelling only. */
  static String canonical(Address address) {
    if (address.isUnix()) {
      return address.toString();
    }
    return canonicalHost(address.host()) + " " + address.port();
  }

  /** Whether two sockets can't listen on both at once. */
  static boolean overlap(Address a, Address b) {
    if (a.port() != b.port() || a.port() == 0) {
      return false;
    }
    if (a.isUnix()) {
      return a.equals(b);
    }
    String one = canonicalHost(a.host());
    String other = canonicalHost(b.host());
    return one.equals(other) || covers(one, other) || covers(other, one);
  }

  // a wildcard socket of IPv6 takes IPv4 too; what a name stands for isn't known here
  private static boolean covers(String wildcard, String host) {
    return wildcard.equals(V6_WILDCARD) || (wildcard.equals("0.0.0.0") && host.indexOf(':') < 0);
  }

  private static String canonicalHost(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    if (lower.indexOf(':') >= 0) {
      int zone = lower.indexOf('%');
      String digits = zone < 0 ? lower : lower.substring(0, zone);
      byte[] bytes = NetUtil.createByteArrayFromIpAddressString(digits);
      return ":" + HexFormat.of().formatHex(bytes) + (zone < 0 ? "" : lower.substring(zone));
    }
    String name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    return name.equals("localhost") ? "127.0.0.1" : name;
  }
}
