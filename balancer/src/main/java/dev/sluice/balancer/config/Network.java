package dev.sluice.balancer.config;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The IP addresses that begin with the same bits (RFC 4632, RFC 4291 section 2.3). IPv4 is kept as
 * IPv6 has it mapped, {@code ::ffff:0:0/96}, so both are one thing here; a network of IPv6 that is
 * wider than that, such as {@code ::/0}, has no IPv4 address in it all the same.
 *
 * @param high the first 64 bits; those beyond the prefix are zero
 * @param low the last 64 bits; those beyond the prefix are zero
 * @param prefix how many bits count: 0 to 128, for IPv4 96 and more
 */
public record Network(long high, long low, int prefix) {

  private static final int V4_OFFSET = 96;
  private static final long V4_MAPPED = 0xffffL;

  /** Refuses bits beyond the prefix. */
  public Network {
    if (prefix < 0 || prefix > 128) {
      throw new IllegalArgumentException("a prefix of " + prefix + " bits");
    }
    if ((high & ~highMask(prefix)) != 0 || (low & ~lowMask(prefix)) != 0) {
      throw new IllegalArgumentException("bits beyond the prefix of " + prefix + " bits");
    }
  }

  /**
   * Reads {@code 10.0.0.0/8}, {@code 2001:db8::/32} or a single address; empty when it is none of
   * them, or has bits beyond its prefix.
   */
  public static Optional<Network> parse(String text) {
    try {
      return Optional.of(Networks.parse(text));
    } catch (InvalidValue e) {
      return Optional.empty();
    }
  }

  /** The network of that size that an address of 4 or 16 bytes lies in. */
  static Network around(byte[] address, int prefix) {
    return new Network(high(address) & highMask(prefix), low(address) & lowMask(prefix), prefix);
  }

  /** Whether an address lies in any of some networks. */
  public static Predicate<InetAddress> anyOf(List<Network> networks) {
    Network[] all = networks.toArray(Network[]::new);
    return address -> {
      byte[] bytes = address.getAddress();
      long high = high(bytes);
      long low = low(bytes);
      for (Network network : all) {
        if (network.contains(high, low)) {
          return true;
        }
      }
      return false;
    };
  }

  /** Whether an address lies in here; its zone, if it has one, does not count. */
  public boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    return contains(high(bytes), low(bytes));
  }

  private boolean contains(long addressHigh, long addressLow) {
    return (addressHigh & highMask(prefix)) == high
        && (addressLow & lowMask(prefix)) == low
        && (prefix >= V4_OFFSET || !isV4(addressHigh, addressLow));
  }

  private static long high(byte[] address) {
    return address.length == 4 ? 0 : bits(address, 0, 8);
  }

  private static long low(byte[] address) {
    return address.length == 4 ? V4_MAPPED << 32 | bits(address, 0, 4) : bits(address, 8, 8);
  }

  private static long bits(byte[] bytes, int from, int count) {
    long bits = 0;
    for (int i = from; i < from + count; i++) {
      bits = bits << 8 | (bytes[i] & 0xff);
    }
    return bits;
  }

  private static boolean isV4(long high, long low) {
    return high == 0 && low >>> 32 == V4_MAPPED;
  }

  private static long highMask(int prefix) {
    return firstBits(Math.min(prefix, 64));
  }

  private static long lowMask(int prefix) {
    return firstBits(Math.max(prefix - 64, 0));
  }

  // a shift by 64 would be one by none
  private static long firstBits(int count) {
    return count == 0 ? 0 : -1L << (64 - count);
  }

  /** As it is read; a single address without its prefix. */
  @Override
  public String toString() {
    String address = Networks.text(high, low);
    if (prefix == 128) {
      return address;
    }
    return address + "/" + (isV4(high, low) ? prefix - V4_OFFSET : prefix);
  }
}
