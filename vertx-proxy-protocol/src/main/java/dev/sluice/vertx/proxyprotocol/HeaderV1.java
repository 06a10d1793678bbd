package dev.sluice.vertx.proxyprotocol;

import dev.sluice.vertx.proxyprotocol.ProxyVerdict.Result;
import io.netty.buffer.ByteBuf;
import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** Version 1, a line of text (section 2.1 of the specification). */
final class HeaderV1 {

  private static final int MAX_LENGTH = 107;
  private static final String END = "\r\n";
  private static final String UNKNOWN = "PROXY UNKNOWN";

  private static final String BYTE = "(?:0|[1-9][0-9]{0,2})";
  // Without leading zeros, which some take for octal.
  private static final Pattern V4 = Pattern.compile(BYTE + "(?:\\." + BYTE + "){3}");
  // Neither a zone nor brackets.
  private static final Pattern V6 = Pattern.compile("[0-9A-Fa-f:.]+");
  private static final Pattern PORT = Pattern.compile("0|[1-9][0-9]{0,4}");

  private HeaderV1() {}

  /** Empty when there is more to come. */
  static Optional<ProxyVerdict> read(ByteBuf bytes) {
    int from = bytes.readerIndex();
    int searched = Math.min(bytes.readableBytes(), MAX_LENGTH);
    int newline = bytes.indexOf(from, from + searched, (byte) '\n');
    if (newline < 0) {
      return searched == MAX_LENGTH
          ? Optional.of(ProxyVerdict.without(Result.MALFORMED))
          : Optional.empty();
    }
    String line = bytes.toString(from, newline + 1 - from, StandardCharsets.ISO_8859_1);
    bytes.skipBytes(line.length());
    return Optional.of(parse(line));
  }

  private static ProxyVerdict parse(String line) {
    if (!line.endsWith(END)) {
      return ProxyVerdict.without(Result.MALFORMED);
    }
    String text = line.substring(0, line.length() - END.length());
    if (text.equals(UNKNOWN) || text.startsWith(UNKNOWN + " ")) {
      // Whatever else the line says is to be ignored.
      return ProxyVerdict.without(Result.LOCAL);
    }
    String[] parts = text.split(" ", -1);
    if (parts.length != 6) {
      return ProxyVerdict.without(Result.MALFORMED);
    }
    Optional<InetSocketAddress> source = address(parts[1], parts[2], parts[4]);
    Optional<InetSocketAddress> destination = address(parts[1], parts[3], parts[5]);
    return source.isPresent() && destination.isPresent()
        ? new ProxyVerdict(Result.ANNOUNCED, source, destination)
        : ProxyVerdict.without(Result.MALFORMED);
  }

  private static Optional<InetSocketAddress> address(String family, String host, String port) {
    boolean valid =
        switch (family) {
          case "TCP4" -> V4.matcher(host).matches() && NetUtil.isValidIpV4Address(host);
          case "TCP6" -> V6.matcher(host).matches() && NetUtil.isValidIpV6Address(host);
          default -> false;
        };
    if (!valid || !PORT.matcher(port).matches() || Integer.parseInt(port) > 65535) {
      return Optional.empty();
    }
    return Optional.of(
        Addresses.of(NetUtil.createByteArrayFromIpAddressString(host), Integer.parseInt(port)));
  }

  static String text(InetSocketAddress source, InetSocketAddress destination) {
    boolean v4 =
        source.getAddress() instanceof Inet4Address
            && destination.getAddress() instanceof Inet4Address;
    return (v4 ? "PROXY TCP4 " : "PROXY TCP6 ")
        + host(source.getAddress(), v4)
        + " "
        + host(destination.getAddress(), v4)
        + " "
        + source.getPort()
        + " "
        + destination.getPort()
        + END;
  }

  static String unknown() {
    return UNKNOWN + END;
  }

  private static String host(InetAddress address, boolean v4) {
    // The text of an address that has a zone must not have it.
    String text = NetUtil.toAddressString(address);
    return v4 || address instanceof Inet6Address ? text : "::ffff:" + text;
  }
}
