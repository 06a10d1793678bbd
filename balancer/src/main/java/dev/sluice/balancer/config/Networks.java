package dev.sluice.balancer.config;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads and writes networks. */
final class Networks {

  static final Format<Network> FORMAT =
      new Format<>(
          "a network such as \"10.0.0.0/8\" or \"2001:db8::/32\", or an IP address such as"
              + " \"192.0.2.1\" or \"::1\"",
          Networks::parse);

  private static final Pattern PREFIX = Pattern.compile("0|[1-9][0-9]{0,2}");

  // Of IPv4, where some take it for octal.
  private static final Pattern LEADING_ZERO = Pattern.compile("(?:^|[.:])0[0-9]+\\.|\\.0[0-9]");

  private Networks() {}

  static Network parse(String text) throws InvalidValue {
    int slash = text.indexOf('/');
    byte[] address = address(text, slash < 0 ? text : text.substring(0, slash));
    int bits = address.length * 8;
    int prefix = slash < 0 ? bits : prefix(text, text.substring(slash + 1), bits);
    Network network = Network.around(address, 128 - bits + prefix);
    Network single = Network.around(address, 128);
    if (single.high() != network.high() || single.low() != network.low()) {
      throw new InvalidValue(
          Text.quote(text) + " has bits beyond its prefix", Optional.of(network.toString()));
    }
    return network;
  }

  private static byte[] address(String text, String host) throws InvalidValue {
    if (host.indexOf('%') >= 0) {
      throw new InvalidValue(Text.quote(text) + " has a zone");
    }
    if (host.startsWith("[") && host.endsWith("]") && NetUtil.isValidIpV6Address(host)) {
      throw new InvalidValue(
          Text.quote(text) + " has brackets", Optional.of(text.replace("[", "").replace("]", "")));
    }
    if (!NetUtil.isValidIpV4Address(host) && !NetUtil.isValidIpV6Address(host)) {
      throw new InvalidValue(Text.quote(text) + " is not an IP address or a network");
    }
    if (LEADING_ZERO.matcher(host).find()) {
      throw new InvalidValue(Text.quote(text) + " has a number that begins with 0");
    }
    return NetUtil.createByteArrayFromIpAddressString(host);
  }

  private static int prefix(String text, String prefix, int bits) throws InvalidValue {
    if (!PREFIX.matcher(prefix).matches()) {
      throw new InvalidValue(Text.quote(text) + ": the prefix is not a number of bits");
    }
    if (Integer.parseInt(prefix) > bits) {
      throw new InvalidValue(Text.quote(text) + ": the prefix is out of the range 0 to " + bits);
    }
    return Integer.parseInt(prefix);
  }

  static String text(long high, long low) {
    byte[] bytes = ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    try {
      // What is mapped comes back as IPv4.
      return NetUtil.toAddressString(InetAddress.getByAddress(bytes));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("16 bytes are an address", e);
    }
  }
}
