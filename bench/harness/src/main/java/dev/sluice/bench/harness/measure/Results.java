package dev.sluice.bench.harness.measure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rounds of one case, by contender in the order in which they came. */
public final class Results {

  private final Map<String, Map<Integer, Sample>> samples = new LinkedHashMap<>();

  /** Rounds count from 0. */
  public void add(String contender, int round, Sample sample) {
    samples.computeIfAbsent(contender, name -> new LinkedHashMap<>()).put(round, sample);
  }

  /** Those with at least one round. */
  public List<String> contenders() {
    return List.copyOf(samples.keySet());
  }

  /** One value for each round that was measured. */
  public List<Double> values(String contender, Measure measure) {
    return samples.getOrDefault(contender, Map.of()).values().stream()
        .map(sample -> sample.get(measure))
        .toList();
  }

  /** Of all rounds. */
  public double median(String contender, Measure measure) {
    return Median.of(values(contender, measure));
  }

  /**
   * In each round, a contender's figure divided by that of the best of others in that round. Rounds
   * in which one side is missing are left out.
   */
  public List<Double> ratios(String contender, Collection<String> others, Measure measure) {
    List<Double> ratios = new ArrayList<>();
    samples
        .getOrDefault(contender, Map.of())
        .forEach(
            (round, sample) ->
                best(others, round, measure)
                    .map(best -> sample.get(measure) / best)
                    .ifPresent(ratios::add));
    return ratios;
  }

  private Optional<Double> best(Collection<String> others, int round, Measure measure) {
    return others.stream()
        .map(other -> samples.getOrDefault(other, Map.of()).get(round))
        .flatMap(sample -> Optional.ofNullable(sample).stream())
        .map(sample -> sample.get(measure))
        .reduce(measure.highIsGood() ? Math::max : Math::min);
  }
}
