package dev.sluice.bench.harness.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bench.harness.contender.Contender;
import dev.sluice.bench.harness.run.Journal;
import dev.sluice.conformance.Case;
import dev.sluice.conformance.Strictness;
import dev.sluice.conformance.Suite;
import dev.sluice.conformance.Verdict;
import dev.sluice.conformance.Verdict.Outcome;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class ConformancePageTest {

  private static final Case FIRST = Suite.cases().get(0);
  private static final Case SECOND = Suite.cases().get(1);

  private final Journal journal = new Journal(text -> {});

  private static Score score(int contender, Function<Case, Outcome> outcome) {
    Contender who = Trial.lineup(9001).get(contender);
    Map<String, Verdict> verdicts =
        Suite.cases().stream()
            .collect(
                Collectors.toMap(
                    Case::id, of -> new Verdict(of, outcome.apply(of), "it isn't\nand so on")));
    return new Score(who, who.name() + " 1.0", verdicts);
  }

  @Test
  void showsWhoPassesWhat() {
    journal.skip("nginx", "not installed");
    ConformancePage page =
        new ConformancePage(
            List.of(
                score(0, of -> Outcome.PASSED),
                score(1, of -> of.id().equals(FIRST.id()) ? Outcome.FAILED : Outcome.SKIPPED)),
            journal);

    assertThat(page.text())
        .contains("|  | sluice | haproxy |", "| version | sluice 1.0 | haproxy 1.0 |")
        .contains("| " + FIRST.id() + " | " + FIRST.strictness() + " | yes | **no** |")
        .doesNotContain(SECOND.id())
        .contains("## Skipped\n\n- nginx: not installed\n");
    long must = Suite.cases().stream().filter(of -> of.strictness() == Strictness.MUST).count();
    assertThat(page.text()).contains("| MUST | %d of %d | 0 of 1 |".formatted(must, must));
    assertThat(page.markdown("2026-01-01"))
        .startsWith("# conformance, 2026-01-01\n")
        .contains("| " + SECOND.id() + " | " + SECOND.strictness() + " | yes | – |")
        .contains("### haproxy\n\n- " + FIRST.id() + ": `it isn't`\n")
        .contains("- " + (Suite.cases().size() - 1) + " left out: it isn't\n");
  }
}
