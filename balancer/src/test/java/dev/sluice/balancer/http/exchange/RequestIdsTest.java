package dev.sluice.balancer.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdsTest {

  @Test
  void keepsTheClientsOwn() {
    assertThat(RequestIds.of(Optional.of("4f/~!"), new Random(1))).isEqualTo("4f/~!");
    assertThat(RequestIds.of(Optional.of("x".repeat(128)), new Random(1)))
        .isEqualTo("x".repeat(128));
  }

  @Test
  void makesOneWhereThereIsNone() {
    Random random = new Random(1);
    String first = RequestIds.of(Optional.empty(), random);
    assertThat(first).matches("[0-9a-f]{32}").isNotEqualTo(RequestIds.of(Optional.empty(), random));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\tb", "caf\u00e9", "a\u007f"})
  void replacesWhatCanNotBePassedOn(String given) {
    assertThat(RequestIds.of(Optional.of(given), new Random(1))).matches("[0-9a-f]{32}");
    assertThat(RequestIds.of(Optional.of("x".repeat(129)), new Random(1))).matches("[0-9a-f]{32}");
  }
}
