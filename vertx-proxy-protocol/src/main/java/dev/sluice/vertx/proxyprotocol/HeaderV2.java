package dev.sluice.vertx.proxyprotocol;

import dev.sluice.vertx.proxyprotocol.ProxyVerdict.Result;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Version 2, binary (section 2.2 of the specification). */
final class HeaderV2 {

  private static final int FIXED_LENGTH = 16;
  private static final int VERSION_OFFSET = 12;

  private static final int LOCAL = 0x20;
  private static final int PROXY = 0x21;

  private static final int UNSPECIFIED = 0x00;
  private static final int TCP_OVER_V4 = 0x11;
  private static final int TCP_OVER_V6 = 0x21;
  private static final int UNIX_STREAM = 0x31;

  private static final int V4_LENGTH = 12;
  private static final int V6_LENGTH = 36;
  private static final int UNIX_LENGTH = 216;

  private HeaderV2() {}

  /** Empty when there is more to come. */
  static Optional<ProxyVerdict> read(ByteBuf bytes) {
    if (bytes.readableBytes() < FIXED_LENGTH) {
      return Optional.empty();
    }
    int at = bytes.readerIndex() + VERSION_OFFSET;
    int command = bytes.getUnsignedByte(at);
    int family = bytes.getUnsignedByte(at + 1);
    int length = bytes.getUnsignedShort(at + 2);
    if (bytes.readableBytes() < FIXED_LENGTH + length) {
      return Optional.empty();
    }
    ByteBuf content = bytes.skipBytes(FIXED_LENGTH).readSlice(length);
    return Optional.of(
        switch (command) {
          // Whatever else it says is to be ignored.
          case LOCAL -> ProxyVerdict.without(Result.LOCAL);
          case PROXY -> proxied(family, content);
          default -> ProxyVerdict.without(Result.MALFORMED);
        });
  }

  private static ProxyVerdict proxied(int family, ByteBuf content) {
    return switch (family) {
      case UNSPECIFIED -> ProxyVerdict.without(Result.LOCAL);
      case TCP_OVER_V4 -> announced(content, V4_LENGTH);
      case TCP_OVER_V6 -> announced(content, V6_LENGTH);
      case UNIX_STREAM ->
          ProxyVerdict.without(
              content.readableBytes() < UNIX_LENGTH ? Result.MALFORMED : Result.LOCAL);
      // Datagrams among them: this is a stream.
      default -> ProxyVerdict.without(Result.MALFORMED);
    };
  }

  /** What is left of the content is additional fields. */
  private static ProxyVerdict announced(ByteBuf content, int length) {
    if (content.readableBytes() < length) {
      return ProxyVerdict.without(Result.MALFORMED);
    }
    int addressLength = (length - 4) / 2;
    byte[] source = new byte[addressLength];
    byte[] destination = new byte[addressLength];
    content.readBytes(source).readBytes(destination);
    return new ProxyVerdict(
        Result.ANNOUNCED,
        Optional.of(Addresses.of(source, content.readUnsignedShort())),
        Optional.of(Addresses.of(destination, content.readUnsignedShort())));
  }

  static void write(InetSocketAddress source, InetSocketAddress destination, ByteBuf to) {
    byte[] from = source.getAddress().getAddress();
    byte[] at = destination.getAddress().getAddress();
    boolean v4 = from.length == 4 && at.length == 4;
    begin(to, PROXY, v4 ? TCP_OVER_V4 : TCP_OVER_V6, v4 ? V4_LENGTH : V6_LENGTH);
    address(from, v4, to);
    address(at, v4, to);
    to.writeShort(source.getPort()).writeShort(destination.getPort());
  }

  static void writeLocal(ByteBuf to) {
    begin(to, LOCAL, UNSPECIFIED, 0);
  }

  private static void begin(ByteBuf to, int command, int family, int length) {
    to.writeBytes(Signature.V2.bytes()).writeByte(command).writeByte(family).writeShort(length);
  }

  private static void address(byte[] address, boolean v4, ByteBuf to) {
    if (!v4 && address.length == 4) {
      // As IPv6 has it mapped (RFC 4291 section 2.5.5.2).
      to.writeZero(10).writeShort(0xffff);
    }
    to.writeBytes(address);
  }
}
