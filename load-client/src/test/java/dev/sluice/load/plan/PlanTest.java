package dev.sluice.load.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanTest {

  @Test
  void readsUrls() {
    assertThat(Target.parse("http://localhost"))
        .isEqualTo(new Target("http://localhost", new Endpoint(Scheme.HTTP, "localhost", 80), "/"));
    assertThat(Target.parse("https://h/a?b=c").path()).isEqualTo("/a?b=c");
    assertThat(Target.parse("tcp://[::1]:8200").endpoint())
        .isEqualTo(new Endpoint(Scheme.TCP, "::1", 8200));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "ftp://h/",
        "tcp://h",
        "http://h:70000/",
        "http://u:p@h/",
        "http://h/ x",
        ""
      })
  void refusesOtherUrls(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Target.parse(url))
        .withMessageStartingWith("\"" + url + "\"");
  }

  @Test
  void readsDurations() {
    assertThat(Durations.parse("250ms")).isEqualTo(Duration.ofMillis(250));
    assertThat(Durations.parse("1.5s")).isEqualTo(Duration.ofMillis(1500));
    assertThat(Durations.parse("2m")).isEqualTo(Duration.ofMinutes(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "s", "-1s", "5 days", "99999999h"})
  void refusesOtherDurations(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Durations.parse(text));
  }
}
