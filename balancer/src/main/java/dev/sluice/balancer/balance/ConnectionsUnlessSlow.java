package dev.sluice.balancer.balance;

/**
 * Connections where two backends are alike; latency too where one of them is markedly slower. To
 * count alone leaves a backend that is ten times slower a share of a few percent, which is
 * everybody's 99th percentile; to weigh latency always would follow noise.
 *
 * <p>The averages are first compared as they are stored, which is cheap. Those that differ are
 * compared again as they have decayed by now: a backend that gets nothing must come to look like
 * the others in the end, or it would never be tried again.
 */
final class ConnectionsUnlessSlow implements Cost {

  /** How many times the other's latency is markedly slower. */
  static final double FACTOR = 2;

  /** How far above the other's latency it has to be besides; times to connect differ by less. */
  static final double MARGIN_NANOS = 5e6;

  @Override
  public boolean less(Backend one, Backend other, long now) {
    LatencyAverage ofOne = one.latency();
    LatencyAverage ofOther = other.latency();
    if (differ(ofOne.stored(), ofOther.stored())) {
      double mine = ofOne.at(now);
      double theirs = ofOther.at(now);
      if (differ(mine, theirs)) {
        return mine * Cost.connections(one) < theirs * Cost.connections(other);
      }
    }
    return CONNECTIONS.less(one, other, now);
  }

  // 0 stands for not known, and a backend not known counts as alike.
  private static boolean differ(double one, double other) {
    double faster = Math.min(one, other);
    double slower = Math.max(one, other);
    return faster > 0 && slower > FACTOR * faster && slower - faster > MARGIN_NANOS;
  }
}
