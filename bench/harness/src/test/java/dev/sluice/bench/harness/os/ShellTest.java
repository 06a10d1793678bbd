package dev.sluice.bench.harness.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ShellTest {

  @Test
  void gathersOutputAndCode() throws IOException {
    Shell.Outcome outcome =
        Shell.run(List.of("sh", "-c", "echo $A; echo two >&2; exit 3"), Map.of("A", " one "));

    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.output()).contains("one").contains("two");
    assertThat(outcome.firstLine()).isEqualTo("one");
  }

  @Test
  void failsWithoutTheProgram() {
    assertThatThrownBy(() -> Shell.run(List.of("/no/such/program")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/no/such/program");
  }
}
