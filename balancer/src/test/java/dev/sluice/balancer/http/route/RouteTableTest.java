package dev.sluice.balancer.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.Destination;
import dev.sluice.balancer.config.ForwardConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTableTest {

  private static RouteTable.Rule<String> rule(String host, String path) {
    return new RouteTable.Rule<>(
        new ForwardConfig(
            "rule",
            host.isEmpty() ? List.of() : List.of(host.split(" ")),
            path.isEmpty() ? List.of() : List.of(path.split(" ")),
            new Destination.ToPool("pool")),
        host + "|" + path);
  }

  @ParameterizedTest
  @CsvSource({
    "a.example.com, /x, a.example.com|/x",
    "a.example.com, /y, a.example.com|",
    "b.example.com, /x, *.example.com|",
    "b.a.example.com, /x, *.a.example.com|",
    "example.com, /api/v1/users, |~^/api/v[0-9]+/",
    "example.com, /api/users/7, |/api/users/*",
    "example.com, /api/users, |/api/users/*",
    "example.com, /api/usersx, |/api/*",
    "example.com, /api, |/api/*",
    "example.com, /apix, |",
    "example.com, /x, |/x",
    "'', /, |",
  })
  void theMostSpecificRuleWinsWhateverTheOrder(String host, String path, String winner) {
    List<RouteTable.Rule<String>> rules =
        new ArrayList<>(
            List.of(
                rule("", ""),
                rule("", "/api/*"),
                rule("", "/api/users/*"),
                rule("", "~^/api/v[0-9]+/"),
                rule("", "/x"),
                rule("*.example.com", ""),
                rule("*.a.example.com", ""),
                rule("a.example.com", ""),
                rule("a.example.com", "/x")));
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(rules, new Random(seed));
      assertThat(RouteTable.of(rules).match(host, path)).contains(winner);
    }
  }

  @Test
  void theOrderOfTheFileBreaksTies() {
    var first = new RouteTable.Rule<>(rule("", "/x/*").config(), "first");
    var second = new RouteTable.Rule<>(rule("", "/x/*").config(), "second");
    assertThat(RouteTable.of(List.of(first, second)).match("h", "/x/1")).contains("first");
    assertThat(RouteTable.of(List.of(second, first)).match("h", "/x/1")).contains("second");
  }

  @Test
  void theOrderOfTheFileBreaksTiesOfRegularExpressions() {
    var table = RouteTable.of(List.of(rule("", "~^/a"), rule("", "~^/ab")));
    assertThat(table.match("h", "/abc")).contains("|~^/a");
  }

  @Test
  void anyOfSeveralHostsAndPathsWillDo() {
    var table = RouteTable.of(List.of(rule("a b", "/x /y")));
    assertThat(table.match("b", "/y")).isPresent();
    assertThat(table.match("c", "/y")).isEmpty();
    assertThat(table.match("a", "/z")).isEmpty();
  }

  @Test
  void aWildcardNeedsALabelOfItsOwn() {
    var table = RouteTable.of(List.of(rule("*.example.com", "")));
    assertThat(table.match("example.com", "/")).isEmpty();
    assertThat(table.match(".example.com", "/")).isEmpty();
    assertThat(table.match("evilexample.com", "/")).isEmpty();
    assertThat(table.match("a.b.example.com", "/")).isPresent();
  }

  @Test
  void noRuleNoMatch() {
    assertThat(RouteTable.of(List.<RouteTable.Rule<String>>of()).match("h", "/")).isEmpty();
  }
}
