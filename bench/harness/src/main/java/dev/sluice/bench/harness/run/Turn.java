package dev.sluice.bench.harness.run;

import dev.sluice.bench.harness.contender.Running;
import dev.sluice.bench.harness.load.Load;
import dev.sluice.bench.harness.load.Traffic;
import dev.sluice.bench.harness.load.Wrk;
import dev.sluice.bench.harness.measure.Sample;
import java.io.IOException;
import java.util.Optional;

/**
 * A contender under load for a while.
 *
 * @param cpuMicros of the proxy on the processor
 * @param elapsedMicros in which these were used
 * @param rssBytes of the proxy at the end
 */
record Turn(Load load, long cpuMicros, double elapsedMicros, long rssBytes) {

  /** Blocks for that many seconds. */
  static Turn of(Wrk wrk, Traffic traffic, Running running, int seconds) throws IOException {
    long began = System.nanoTime();
    long before = running.child().cpuMicros();
    Load load = wrk.run(traffic, running.port(), seconds);
    long used = running.child().cpuMicros() - before;
    return new Turn(load, used, (System.nanoTime() - began) / 1e3, running.child().rssBytes());
  }

  boolean answered() {
    return load.requests() > 0;
  }

  /** What a user must hear of. */
  Optional<String> complaint() {
    return load.failures() == 0 && answered()
        ? Optional.empty()
        : Optional.of(
            load.failures() + " of " + (load.requests() + load.failures()) + " requests failed");
  }

  double cpuPerRequest() {
    return (double) cpuMicros / load.requests();
  }

  Sample sample() {
    return Sample.of(load, cpuMicros, elapsedMicros, rssBytes);
  }
}
