package dev.sluice.balancer.http.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.Destination.Redirect;
import dev.sluice.balancer.config.Template;
import dev.sluice.balancer.config.Template.Group;
import dev.sluice.balancer.config.Template.Literal;
import dev.sluice.balancer.config.Template.Of;
import dev.sluice.balancer.config.Template.Variable;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedirectionTest {

  private static String location(String path, Asked asked, Template.Part... to) {
    Optional<String> pattern = Optional.of(path).filter(p -> !p.isEmpty());
    return new Redirection(new Redirect(301, pattern, new Template(List.of(to))))
        .location(asked.subject());
  }

  @Test
  void sendsEverythingElsewhere() {
    assertThat(
            location(
                "",
                Asked.get("/a?b=c"),
                new Literal("https://"),
                new Of(Variable.HOST),
                new Of(Variable.URI)))
        .isEqualTo("https://shop.example/a?b=c");
  }

  @Test
  void takesGroupsOfThePath() {
    assertThat(location("^/old/(.*)$", Asked.get("/old/x?q"), new Literal("/new/"), new Group(1)))
        .isEqualTo("/new/x");
    assertThat(location("^/old/(.*)$", Asked.get("/x"), new Literal("/new/"), new Group(1)))
        .isEqualTo("/new/");
  }

  /** What browsers would take for the name of a host must not come from a client. */
  @ParameterizedTest
  @CsvSource({
    "//evil.example, /evil.example",
    "///evil.example, /evil.example",
    "'/\\evil.example', '/%5Cevil.example'",
    "'/\\/evil.example', '/%5C/evil.example'",
    "'\\\\evil.example', '%5C%5Cevil.example'",
    "'/\t/evil.example', '/%09/evil.example'",
    "/fine//evil.example, /fine//evil.example",
  })
  void staysOnTheHost(String target, String location) {
    assertThat(location("", Asked.get(target), new Of(Variable.PATH))).isEqualTo(location);
  }

  @Test
  void staysOnTheHostWhateverAGroupHolds() {
    assertThat(location("^/old/(.*)$", Asked.get("/old//evil"), new Literal("/"), new Group(1)))
        .isEqualTo("/evil");
  }

  @Test
  void leavesUrlsAlone() {
    assertThat(location("", Asked.get("/"), new Literal("https://a//b"))).isEqualTo("https://a//b");
    assertThat(new Redirection(new Redirect(307, Optional.empty(), Template.of("/"))).status())
        .isEqualTo(307);
  }
}
