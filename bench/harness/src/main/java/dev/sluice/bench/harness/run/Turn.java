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
 * @param lastWords of the proxy at the end, perhaps none
 */
record Turn(Load load, long cpuMicros, double elapsedMicros, long rssBytes, String lastWords) {

  /** Blocks for that many seconds. */
  static Turn of(Wrk wrk, Traffic traffic, Running running, int seconds) throws IOException {
    long began = System.nanoTime();
    long before = running.child().cpuMicros();
    Load load = wrk.run(traffic, running.port(), seconds);
    long used = running.child().cpuMicros() - before;
    return new Turn(
        load,
        used,
        (System.nanoTime() - began) / 1e3,
        running.child().rssBytes(),
        running.child().lastWords());
  }

  boolean answered() {
    return load.requests() > 0;
  }

  /** Neither answers nor failures. */
  boolean nothing() {
    return load.requests() == 0 && load.failures() == 0;
  }

  /** What a user must hear of, with what the proxy said last. */
  Optional<String> complaint() {
    if (load.failures() == 0 && answered()) {
      return Optional.empty();
    }
    String what =
        answered()
            ? load.failures() + " of " + (load.requests() + load.failures()) + " requests failed"
            : "no request was answered in " + load.seconds() + " s";
    return Optional.of(lastWords.isEmpty() ? what : what + "; it said: " + lastWords);
  }

  double cpuPerRequest() {
    return (double) cpuMicros / load.requests();
  }

  Sample sample() {
    return Sample.of(load, cpuMicros, elapsedMicros, rssBytes);
  }
}
