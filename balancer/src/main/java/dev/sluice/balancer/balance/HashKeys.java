package dev.sluice.balancer.balance;

/** Hashes for the algorithms that keep a key with its backend. Not for secrets. */
public final class HashKeys {

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private HashKeys() {}

  /** Of a text: FNV-1a over its UTF-16 units, then mixed. */
  public static long hash(CharSequence text) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * FNV_PRIME;
    }
    return mix(hash);
  }

  /** Of bytes, such as those of an IP address: FNV-1a, then mixed. */
  public static long hash(byte[] bytes) {
    long hash = FNV_OFFSET;
    for (byte b : bytes) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    return mix(hash);
  }

  /**
   * Spreads every bit over all others; a bijection (the finaliser of SplitMix64: Steele, Lea and
   * Flood, "Fast splittable pseudorandom number generators", 2014, figure 16).
   */
  static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** A value from 0 to bound - 1 out of the upper bits of a hash (multiply and shift). */
  static int bounded(long hash, int bound) {
    return (int) (((hash >>> 32) * bound) >>> 32);
  }
}
