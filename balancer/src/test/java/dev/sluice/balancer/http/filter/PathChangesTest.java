package dev.sluice.balancer.http.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.FilterConfig.PathChange;
import dev.sluice.balancer.config.FilterConfig.Rewrite;
import dev.sluice.balancer.config.Template;
import dev.sluice.balancer.config.Template.Group;
import dev.sluice.balancer.config.Template.Literal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathChangesTest {

  private static String apply(PathChange change, String target) {
    return new PathChanges(change).apply(target, Asked.get(target).with("x", "a b#c\\d").subject());
  }

  private static PathChange rewrite(String strip, String path, Template.Part... to) {
    return new PathChange(strip, Optional.of(new Rewrite(path, new Template(List.of(to)))));
  }

  @ParameterizedTest
  @CsvSource({
    "/api/x, /x",
    "/api/, /",
    "/api, /",
    "/api?q=1, /?q=1",
    "/api/?q=/api, /?q=/api",
    "/api/api/x, /api/x",
    "/apis, /apis",
    "/API/x, /API/x",
    "/x/api, /x/api",
    "/, /",
    "*, *",
  })
  void stripsAPrefix(String target, String sent) {
    assertThat(apply(new PathChange("/api", Optional.empty()), target)).isEqualTo(sent);
  }

  @Test
  void keepsTheSameTextWhenNothingChanges() {
    String target = "/x";
    assertThat(apply(PathChange.NONE, target)).isSameAs(target);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/a/b, /new/a/b",
    "/v1/a?q, /new/a?q",
    "/v1/, /new/",
    "/v2/a, /v2/a",
    "/v2?/v1/a, /v2?/v1/a",
    "*, *",
  })
  void rewrites(String target, String sent) {
    assertThat(apply(rewrite("", "^/v1/(.*)$", new Literal("/new/"), new Group(1)), target))
        .isEqualTo(sent);
  }

  @Test
  void replacesTheFirstMatchAlone() {
    assertThat(apply(rewrite("", "a", new Literal("o")), "/banana")).isEqualTo("/bonana");
  }

  @Test
  void stripsBeforeItRewrites() {
    PathChange both = rewrite("/api", "^/(.*)$", new Literal("/i/"), new Group(1));
    assertThat(apply(both, "/api/x")).isEqualTo("/i/x");
  }

  @Test
  void joinsQueries() {
    PathChange asked = rewrite("", "^/u/(.*)$", new Literal("/u?id="), new Group(1));
    assertThat(apply(asked, "/u/7")).isEqualTo("/u?id=7");
    assertThat(apply(asked, "/u/7?x=1")).isEqualTo("/u?id=7&x=1");
  }

  @Test
  void beginsWithASlashAllTheSame() {
    assertThat(apply(rewrite("", "^/", new Literal("")), "/x")).isEqualTo("/x");
    assertThat(apply(rewrite("", "^.*$", new Literal("")), "/x")).isEqualTo("/");
  }

  /** A blank would end the target; behind a number sign, nothing would be sent. */
  @Test
  void encodesWhatATargetCanNotHave() {
    assertThat(apply(rewrite("", "^.*$", new Literal("/"), new Template.Header("x")), "/y?q"))
        .isEqualTo("/a%20b%23c%5Cd?q");
  }
}
