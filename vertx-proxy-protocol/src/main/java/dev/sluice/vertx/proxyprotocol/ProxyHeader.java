package dev.sluice.vertx.proxyprotocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Makes the headers to begin connections with. */
public final class ProxyHeader {

  private static final int LONGEST = 107;

  /** A version of the protocol. */
  public enum Version {
    /** A line of text. */
    V1,
    /** Binary. */
    V2
  }

  private ProxyHeader() {}

  /**
   * Announces a client. Where one address is of IPv4 and the other of IPv6, the former is written
   * as IPv6 has it mapped. Where either is not a resolved IP address (a Unix domain socket, none
   * known), this is {@link #local}.
   *
   * @param source the client
   * @param destination where it connected to
   * @return for the caller to write or release
   */
  public static ByteBuf encode(
      Version version, SocketAddress source, SocketAddress destination, ByteBufAllocator alloc) {
    Optional<InetSocketAddress> from = resolved(source);
    Optional<InetSocketAddress> to = resolved(destination);
    if (from.isEmpty() || to.isEmpty()) {
      return local(version, alloc);
    }
    ByteBuf header = alloc.buffer(LONGEST);
    switch (version) {
      case V1 -> ascii(HeaderV1.text(from.get(), to.get()), header);
      case V2 -> HeaderV2.write(from.get(), to.get(), header);
    }
    return header;
  }

  /**
   * Announces nobody: the connection is the proxy's own, such as a health check, or its client has
   * no IP address. {@code UNKNOWN} in version 1, {@code LOCAL} in version 2.
   *
   * @return for the caller to write or release
   */
  public static ByteBuf local(Version version, ByteBufAllocator alloc) {
    ByteBuf header = alloc.buffer(LONGEST);
    switch (version) {
      case V1 -> ascii(HeaderV1.unknown(), header);
      case V2 -> HeaderV2.writeLocal(header);
    }
    return header;
  }

  private static Optional<InetSocketAddress> resolved(SocketAddress address) {
    return address instanceof InetSocketAddress inet && !inet.isUnresolved()
        ? Optional.of(inet)
        : Optional.empty();
  }

  private static void ascii(String text, ByteBuf to) {
    to.writeCharSequence(text, StandardCharsets.US_ASCII);
  }
}
