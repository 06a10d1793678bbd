package dev.sluice.balancer.simulate;

import dev.sluice.balancer.balance.HashKeys;
import dev.sluice.balancer.simulate.Clients.Popularity;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Draws clients, each with an address of its own in 10.0.0.0/8. */
final class ClientKeys {

  private final RandomGenerator random;
  // of the clients up to each, as shares of all
  private final double[] cumulative;

  ClientKeys(Clients clients, RandomGenerator random) {
    this.random = random;
    this.cumulative = new double[clients.count()];
    double sum = 0;
    for (int i = 0; i < cumulative.length; i++) {
      sum += clients.popularity() == Popularity.ZIPF ? 1.0 / (i + 1) : 1;
      cumulative[i] = sum;
    }
    for (int i = 0; i < cumulative.length; i++) {
      cumulative[i] /= sum;
    }
  }

  /** A client, from 0. */
  int draw() {
    int found = Arrays.binarySearch(cumulative, random.nextDouble());
    int above = found < 0 ? -found - 1 : found + 1;
    return Math.min(cumulative.length - 1, above);
  }

  /** The hash of a client's address, as the balancer takes it of a real one. */
  static long hash(int client) {
    return HashKeys.hash(
        new byte[] {10, (byte) (client >>> 16), (byte) (client >>> 8), (byte) client});
  }
}
