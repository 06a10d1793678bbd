package dev.sluice.balancer.balance;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The backend with the fewest active leases for its weight. Ties go round in turn, so that an idle
 * pool is not served by its first backend alone.
 */
final class LeastConnections implements Selector {

  private final List<Backend> backends;
  private final AtomicLong cursor;

  LeastConnections(List<Backend> backends, long start) {
    this.backends = backends;
    this.cursor = new AtomicLong(start);
  }

  @Override
  public int select(Attempts attempts) {
    int size = backends.size();
    int first = (int) Long.remainderUnsigned(cursor.getAndIncrement(), size);
    int best = NONE;
    long bestActive = 0;
    long bestWeight = 1;
    for (int n = 0; n < size; n++) {
      int i = first + n < size ? first + n : first + n - size;
      Backend backend = backends.get(i);
      long active = backend.active() + 1L;
      long weight = backend.weight();
      // active / weight < bestActive / bestWeight, without a division
      if (!attempts.excludes(backend)
          && (best == NONE || active * bestWeight < bestActive * weight)) {
        best = i;
        bestActive = active;
        bestWeight = weight;
      }
    }
    return best;
  }
}
