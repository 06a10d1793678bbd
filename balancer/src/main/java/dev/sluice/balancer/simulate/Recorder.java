package dev.sluice.balancer.simulate;

import dev.sluice.balancer.balance.BackendState;
import dev.sluice.balancer.balance.PoolListener;
import dev.sluice.balancer.balance.StateChange;
import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.simulate.Result.BackendFigures;
import dev.sluice.balancer.simulate.Result.Change;
import dev.sluice.balancer.simulate.Result.Counts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes down what happens in a run. */
final class Recorder implements PoolListener {

  private static final int MOST_CHANGES = 1000;

  private final Map<Address, Tally> tallies = new LinkedHashMap<>();
  private final Map<String, Long> errors = new TreeMap<>();
  private final List<Change> changes = new ArrayList<>();
  private long[] latencies = new long[1024];
  private int answered;
  private long failed;
  private long retries;

  private static final class Tally {

    private long tries;
    private long answered;
    private long ejections;
  }

  Recorder(Iterable<Address> backends) {
    backends.forEach(address -> tallies.put(address, new Tally()));
  }

  /** A backend was asked. */
  void tried(Address backend, boolean again) {
    tallies.get(backend).tries++;
    retries += again ? 1 : 0;
  }

  /** A request is over, and went well. */
  void answered(Address backend, long latencyNanos) {
    tallies.get(backend).answered++;
    if (answered == latencies.length) {
      latencies = Arrays.copyOf(latencies, answered * 2);
    }
    latencies[answered++] = latencyNanos;
  }

  /** A request is over, and was in vain. */
  void error(String kind) {
    errors.merge(kind, 1L, Long::sum);
    failed++;
  }

  /** Requests that are over. */
  long settled() {
    return answered + failed;
  }

  @Override
  public void stateChanged(StateChange change) {
    Address address = change.backend().address();
    if (change.to() == BackendState.EJECTED) {
      tallies.get(address).ejections++;
    }
    if (changes.size() < MOST_CHANGES) {
      changes.add(
          new Change(
              change.reason().atNanos(),
              address,
              change.from(),
              change.to(),
              change.reason().why()));
    }
  }

  Counts counts() {
    return new Counts(
        settled(), answered, Collections.unmodifiableMap(new TreeMap<>(errors)), retries);
  }

  Latencies latencies() {
    return Latencies.of(Arrays.copyOf(latencies, answered));
  }

  List<Change> changes() {
    return List.copyOf(changes);
  }

  List<BackendFigures> backends(Map<Address, SimulatedBackend> backends) {
    long all = tallies.values().stream().mapToLong(t -> t.tries).sum();
    List<BackendFigures> figures = new ArrayList<>();
    tallies.forEach(
        (address, tally) ->
            figures.add(
                new BackendFigures(
                    address,
                    tally.tries,
                    tally.answered,
                    all == 0 ? 0 : (double) tally.tries / all,
                    tally.ejections,
                    backends.get(address).utilisation())));
    return List.copyOf(figures);
  }
}
