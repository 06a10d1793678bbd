package dev.sluice.bench.harness.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
final class ChildTest {

  @TempDir private Path folder;

  @Test
  void countsWorkersUntilItIsClosed() throws IOException {
    Child one = Child.start(List.of("sleep", "60"), Map.of(), folder.resolve("one.log"));
    // The shell waits for two more.
    Child three =
        Child.start(
            List.of("sh", "-c", "sleep 60 & sleep 60 & echo started; wait"),
            Map.of(),
            folder.resolve("three.log"));
    while (!three.lastWords().equals("started")) {
      assertThat(three.staysFor(5)).isTrue();
    }

    assertThat(one.rssBytes()).isPositive();
    assertThat(three.rssBytes()).isGreaterThan(one.rssBytes());
    assertThat(three.cpuMicros()).isNotNegative();

    one.close();
    three.close();
    assertThat(one.staysFor(0)).isFalse();
    assertThatThrownBy(one::rssBytes).isInstanceOf(IOException.class);
  }

  @Test
  void keepsTheLastWordsOfAProgramThatEnds() throws IOException {
    try (Child child =
        Child.start(
            List.of(
                "sh", "-c", "seq 1 9; echo oh no >&2; printf '\\tat x\\n'; echo $GREETING; exit 3"),
            Map.of("GREETING", "bye"),
            folder.resolve("log"))) {
      assertThat(child.staysFor(30_000)).isFalse();
      assertThat(child.lastWords()).isEqualTo("7 | 8 | 9 | oh no | bye");
    }
  }
}
