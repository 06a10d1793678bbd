package dev.sluice.balancer.http.route;

import static dev.sluice.balancer.http.route.Rules.request;
import static dev.sluice.balancer.http.route.Rules.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.balancer.config.ForwardConfig.Request;
import dev.sluice.balancer.http.head.FieldList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {

  private static Optional<String> match(
      RouteTable<String> table, String host, String path, String... fields) throws RefusedPath {
    return Asked.get(host, path, fields).in(table);
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
    "example.com, /x/, |",
    "example.com, /X, |",
    "example.com, *, |",
    "'', /, |",
  })
  void theMostSpecificRuleWinsWhateverTheOrder(String host, String path, String winner)
      throws RefusedPath {
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
      assertThat(match(RouteTable.of(rules), host, path)).contains(winner);
    }
  }

  @Test
  void theOrderOfTheFileBreaksTies() throws RefusedPath {
    var first = rule("/x/*", Request.ANY, "first");
    var second = rule("/x/*", Request.ANY, "second");
    assertThat(match(RouteTable.of(List.of(first, second)), "h", "/x/1")).contains("first");
    assertThat(match(RouteTable.of(List.of(second, first)), "h", "/x/1")).contains("second");
  }

  @Test
  void theOrderOfTheFileBreaksTiesOfRegularExpressions() throws RefusedPath {
    var table = RouteTable.of(List.of(rule("", "~^/a"), rule("", "~^/ab")));
    assertThat(match(table, "h", "/abc")).contains("|~^/a");
  }

  @Test
  void anyOfSeveralHostsAndPathsWillDo() throws RefusedPath {
    var table = RouteTable.of(List.of(rule("a b a", "/x /y /y")));
    assertThat(match(table, "b", "/y")).isPresent();
    assertThat(match(table, "c", "/y")).isEmpty();
    assertThat(match(table, "a", "/z")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "example.com, false",
    ".example.com, false",
    "evilexample.com, false",
    "www.example.com.evil, false",
    "a.b.example.com, true",
    "A.Example.COM, true",
    "a.example.com:8443, true",
    "a.example.com., true",
    "a.example.com.:80, true",
  })
  void aWildcardNeedsALabelOfItsOwn(String host, boolean taken) throws RefusedPath {
    var table = RouteTable.of(List.of(rule("*.example.com", "")));
    assertThat(match(table, host, "/").isPresent()).isEqualTo(taken);
  }

  @Test
  void theMoreConditionsTheMoreSpecificAmongEqualPaths() throws RefusedPath {
    var table =
        RouteTable.of(
            List.of(
                rule("/x/*", Request.ANY, "none"),
                rule("/x/*", request("GET", "", ""), "method"),
                rule("/x/*", request("GET", "x-canary=1", ""), "header"),
                rule("/x/*", request("", "x-canary", "v=2"), "query"),
                rule("/x/y/*", Request.ANY, "longer")));
    assertThat(match(table, "h", "/x/1")).contains("method");
    assertThat(match(table, "h", "/x/1", "X-Canary", "1")).contains("header");
    assertThat(match(table, "h", "/x/1?v=2", "X-Canary", "1")).contains("header");
    assertThat(match(table, "h", "/x/1?v=2", "X-Canary", "2")).contains("query");
    assertThat(match(table, "h", "/x/y/1", "X-Canary", "1")).contains("longer");
    assertThat(new Asked("POST", "h", "/x/1", FieldList.of()).in(table)).contains("none");
    assertThat(new Asked("get", "h", "/x/1", FieldList.of()).in(table)).contains("none");
  }

  @Test
  void aRuleThatLacksAConditionLeavesTheRequestToLessSpecificOnes() throws RefusedPath {
    Request post = request("POST", "", "");
    var table =
        RouteTable.of(
            List.of(
                new RouteTable.Rule<>(Rules.config("a.b", "/x", post), "exact host and path"),
                new RouteTable.Rule<>(Rules.config("a.b", "~^/x", post), "expression"),
                new RouteTable.Rule<>(Rules.config("a.b", "/x/*", post), "prefix"),
                new RouteTable.Rule<>(Rules.config("*.b", "/x", post), "wildcard"),
                new RouteTable.Rule<>(Rules.config("", "/*", Request.ANY), "rest")));
    assertThat(match(table, "a.b", "/x")).contains("rest");
    assertThat(new Asked("POST", "a.b", "/x", FieldList.of()).in(table))
        .contains("exact host and path");
    assertThat(new Asked("POST", "a.b", "/xy", FieldList.of()).in(table)).contains("expression");
    assertThat(new Asked("POST", "c.b", "/x", FieldList.of()).in(table)).contains("wildcard");
    assertThat(new Asked("POST", "c.b", "/x/", FieldList.of()).in(table)).contains("rest");
  }

  @Test
  void noRuleNoMatch() throws RefusedPath {
    assertThat(match(RouteTable.of(List.<RouteTable.Rule<String>>of()), "h", "/")).isEmpty();
  }

  /** However a client writes a path below /admin that a backend would resolve to it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/admin",
        "/admin/",
        "//admin/x",
        "///admin",
        "/./admin/x",
        "/%2e/admin",
        "/%61dmin/x",
        "/%41%44min/../admin/../admin",
        "/admin;v=1/x",
        "/;v=1/admin",
        "/admin/./x",
        "/admin//x",
        "/admin/a/../x",
        "/x/../admin",
        "/x/%2e%2E/admin",
        "/x/.%2e/admin",
        "/..;/admin",
        "/x/..;/admin",
        "/admin%2fx",
        "/admin%2Fx/y",
        "/x%2f..%2fadmin",
        "/x%2f../admin",
        "/%2fadmin",
        "/.%2fadmin",
        "/../admin",
        "/admin/../open",
        "/admin%5cx",
        "/admin\\x",
        "/\\admin",
        "/admin%00",
        "/x//../admin",
        "/admin%c0%afx",
        "/admin/%2e%2e/open",
      })
  void nothingGetsRoundARule(String path) {
    var table = RouteTable.of(List.of(rule("", "/*"), rule("", "/admin/*"), rule("", "/open/*")));
    Optional<String> taken;
    try {
      taken = match(table, "h", path);
    } catch (RefusedPath refused) {
      return;
    }
    assertThat(taken).contains("|/admin/*");
  }

  @Test
  void whatReadsInTwoWaysIsTakenWhereBothLeadToOneRule() throws RefusedPath {
    var table =
        RouteTable.of(List.of(rule("", "/*"), rule("", "/admin/*"), rule("", "/p/a%2fb/*")));
    assertThat(match(table, "h", "/projects/group%2fname")).contains("|/*");
    assertThat(match(table, "h", "/admin/group%2Fname")).contains("|/admin/*");
    assertThat(match(table, "h", "/a/../b?x=/../admin")).contains("|/*");
    assertThat(match(table, "h", "/p/a%2Fb/c")).contains("|/p/a%2fb/*");
    for (String path : List.of("/x/../admin", "/admin/../x", "/admin%2Fx", "/%2fadmin")) {
      assertThatThrownBy(() -> match(table, "h", path))
          .as(path)
          .isInstanceOf(RefusedPath.class)
          .hasMessageContaining("two ways");
    }
  }

  @Test
  void patternsAreReadAsRequestsAre() throws RefusedPath {
    var table = RouteTable.of(List.of(rule("", "/%61/%c3%a9"), rule("", "/b%20c/*")));
    assertThat(match(table, "h", "/a/%C3%A9")).contains("|/%61/%c3%a9");
    assertThat(match(table, "h", "/b%20c/d")).contains("|/b%20c/*");
    assertThat(match(table, "h", "/b+c/d")).isEmpty();
  }

  @Test
  void anExpressionThatOverflowsRefusesTheRequest() {
    var table = RouteTable.of(List.of(rule("", "~^(?:a|/|b)*$")));
    assertThatThrownBy(() -> match(table, "h", "/" + "ab".repeat(500_000)))
        .isInstanceOf(RefusedPath.class)
        .hasMessageContaining("regular expression");
  }

  @Test
  void explainsWhyEveryOtherRuleIsPassedOver() throws RefusedPath {
    var table =
        RouteTable.of(
            List.of(
                rule("a.example.com", "/x"),
                rule("*.example.com", "/y /z/*"),
                rule("/x/*", request("POST", "", ""), "post"),
                rule("/x/*", request("GET", "x-canary=1", ""), "canary"),
                rule("/x/*", request("", "", "v=1"), "query"),
                rule("/x/*", Request.ANY, "x"),
                rule("~^/x", request("", "x-other", ""), "expression"),
                rule("*.example.com", "/x/*"),
                rule("", "")));
    Asked head = Asked.get("B.example.com:80", "/x/1?v=2");
    assertThat(table.explain(head, "/x/1"))
        .extracting(verdict -> verdict.passedOver().orElse("-"))
        .containsExactly(
            "host",
            "path",
            "method",
            "header x-canary",
            "query v",
            "less specific than rule 8",
            "header x-other",
            "-",
            "less specific than rule 8");
    assertThat(table.explain(Asked.get("h", "/y"), "/y"))
        .extracting(verdict -> verdict.passedOver().orElse("-"))
        .endsWith("host", "-");
    assertThat(RouteTable.of(List.of(rule("a", ""))).explain(Asked.get("h", "/"), "/"))
        .containsExactly(new RouteTable.Verdict<>("a|", Optional.of("host")));
  }
}
