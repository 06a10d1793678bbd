package dev.sluice.balancer.udp;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A client's address and port to look a session up by. Source addresses are easily forged, and
 * those that {@link InetSocketAddress} gives one hash are easily found; here the hash depends on a
 * seed that nobody outside knows, so that look-ups stay fast whoever sends.
 */
final class ClientKey {

  private final InetSocketAddress address;
  private final int hash;

  ClientKey(InetSocketAddress address, long seed) {
    this.address = address;
    this.hash = hash(address.getAddress(), address.getPort(), seed);
  }

  InetSocketAddress address() {
    return address;
  }

  private static int hash(InetAddress host, int port, long seed) {
    long mixed;
    if (host instanceof Inet4Address) {
      // Of IPv4, the hash code is the address, and unlike its bytes it needs no copy.
      mixed = mix(seed ^ ((long) host.hashCode() << 16 | port));
    } else {
      byte[] bytes = host.getAddress();
      mixed = mix(mix(mix(seed ^ word(bytes, 0)) ^ word(bytes, 8)) ^ port);
    }
    return (int) (mixed >>> 32);
  }

  private static long word(byte[] bytes, int from) {
    long word = 0;
    for (int i = from; i < from + Long.BYTES; i++) {
      word = word << Byte.SIZE | bytes[i] & 0xff;
    }
    return word;
  }

  // The finaliser of SplitMix64: every bit depends on every other.
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClientKey key && hash == key.hash && address.equals(key.address);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
