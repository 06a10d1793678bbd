package dev.sluice.bench.harness.conformance;

import dev.sluice.bench.harness.contender.Contender;
import dev.sluice.conformance.Case;
import dev.sluice.conformance.Strictness;
import dev.sluice.conformance.Verdict;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How a contender did in all cases.
 *
 * @param verdicts by the case's id
 */
public record Score(Contender contender, String version, Map<String, Verdict> verdicts) {

  /** Such as {@code 12 of 17}; what was left out doesn't count. */
  String of(Strictness strictness) {
    long passed = count(strictness, true);
    return passed + " of " + (passed + count(strictness, false));
  }

  private long count(Strictness strictness, boolean passed) {
    return verdicts.values().stream()
        .filter(verdict -> verdict.of().strictness() == strictness && !verdict.skipped())
        .filter(verdict -> verdict.passed() == passed)
        .count();
  }

  /** In one word. */
  String word(Case of) {
    return switch (verdicts.get(of.id()).outcome()) {
      case PASSED -> "yes";
      case FAILED -> "**no**";
      case SKIPPED -> "–";
    };
  }

  /** Why, and how many times. */
  Map<String, Long> leftOut() {
    return verdicts.values().stream()
        .filter(Verdict::skipped)
        .collect(Collectors.groupingBy(Verdict::summary, TreeMap::new, Collectors.counting()));
  }

  boolean failed(Case of) {
    Verdict verdict = verdicts.get(of.id());
    return !verdict.passed() && !verdict.skipped();
  }
}
