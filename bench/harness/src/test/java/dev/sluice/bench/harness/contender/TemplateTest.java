package dev.sluice.bench.harness.contender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class TemplateTest {

  @Test
  void fillsInEveryName() {
    assertThat(
            Template.fill(
                "listen @LISTEN@; a @BACKEND_1@ $uri @api @LISTEN@",
                Map.of("LISTEN", "127.0.0.1:1", "BACKEND_1", "$1 \\ @LISTEN@")))
        .isEqualTo("listen 127.0.0.1:1; a $1 \\ @LISTEN@ $uri @api 127.0.0.1:1");
  }

  @Test
  void refusesANameWithoutValue() {
    assertThatThrownBy(() -> Template.fill("bind @LISTEN@", Map.of("PORT", "1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the template has @LISTEN@, which has no value");
  }
}
