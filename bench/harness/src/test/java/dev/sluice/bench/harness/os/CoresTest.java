package dev.sluice.bench.harness.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class CoresTest {

  @Test
  void readsSingleCoresAndRanges() {
    assertThat(Cores.parse("0")).containsExactly(0);
    assertThat(Cores.parse("0-2,5,7-8")).containsExactly(0, 1, 2, 5, 7, 8);
  }

  @Test
  void givesTheProxyTheFirstAndTheLoadTheRest() {
    Cores cores = Cores.split(List.of(2, 3, 5));

    assertThat(cores.proxy()).containsExactly(2);
    assertThat(cores.load()).containsExactly(3, 5);
    assertThat(cores.describe())
        .isEqualTo("the proxy pinned to core 2, load and backends to core 3,5");
    assertThat(Cores.pinned(cores.load(), List.of("wrk", "-v")))
        .containsExactly("taskset", "-c", "3,5", "wrk", "-v");
  }

  @Test
  void pinsNothingOnOneCore() {
    Cores cores = Cores.split(List.of(0));

    assertThat(cores.describe()).startsWith("nothing pinned");
    assertThat(Cores.pinned(cores.proxy(), List.of("nginx"))).containsExactly("nginx");
  }
}
