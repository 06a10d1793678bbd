package dev.sluice.balancer.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.ForwardConfig;
import dev.sluice.balancer.config.ForwardConfig.Request;
import dev.sluice.balancer.http.head.FieldList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The table against one that looks at every rule, as the reference describes it. */
class RouteTableReferenceTest {

  /** A rule with one of its hosts and one of its paths; empty for all. */
  private record Candidate(int place, String host, String path, Request request) {

    boolean takes(Asked asked, String path) {
      return hostTakes(asked.authority()) && pathTakes(path) && requestTakes(asked);
    }

    private boolean hostTakes(String asked) {
      return host.isEmpty()
          || (host.startsWith("*")
              ? asked.endsWith(host.substring(1)) && !asked.startsWith(".")
              : asked.equals(host));
    }

    private boolean pathTakes(String asked) {
      if (path.startsWith("~")) {
        return Pattern.compile(path.substring(1)).matcher(asked).find();
      }
      return path.isEmpty()
          || (path.endsWith("*")
              ? (asked + "/").startsWith(path.substring(0, path.length() - 1))
              : asked.equals(path));
    }

    private boolean requestTakes(Asked asked) {
      return (request.methods().isEmpty() || request.methods().contains(asked.method()))
          && request.headers().stream()
              .allMatch(h -> asked.fields().toString().contains(h.name() + ", value=1]"))
          && request.queries().stream().allMatch(q -> asked.query().equals(q.name() + "=1"));
    }

    int hostRank() {
      return host.isEmpty() ? 0 : host.startsWith("*") ? host.length() : 1000;
    }

    int pathRank() {
      return path.isEmpty()
          ? 0
          : path.startsWith("~") ? 999 : path.endsWith("*") ? path.length() : 1000;
    }
  }

  private static final Comparator<Candidate> ORDER =
      Comparator.comparingInt(Candidate::hostRank)
          .thenComparingInt(Candidate::pathRank)
          .thenComparingInt(candidate -> candidate.request().count())
          .reversed()
          .thenComparingInt(Candidate::place);

  private static Optional<Integer> naive(List<ForwardConfig> rules, Asked asked) {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      for (String host : orAll(rules.get(i).match().hosts())) {
        for (String path : orAll(rules.get(i).match().paths())) {
          candidates.add(new Candidate(i, host, path, rules.get(i).match().request()));
        }
      }
    }
    return candidates.stream()
        .filter(candidate -> candidate.takes(asked, asked.path()))
        .min(ORDER)
        .map(Candidate::place);
  }

  private static List<String> orAll(List<String> texts) {
    return texts.isEmpty() ? List.of("") : texts;
  }

  private static RouteTable<Integer> table(List<ForwardConfig> configs) {
    List<RouteTable.Rule<Integer>> rules = new ArrayList<>();
    configs.forEach(config -> rules.add(new RouteTable.Rule<>(config, rules.size())));
    return RouteTable.of(rules);
  }

  @Property(tries = 3000)
  void takesTheRuleThatTheReferenceTakes(
      @ForAll("rules") List<ForwardConfig> rules, @ForAll("requests") List<Asked> requests)
      throws RefusedPath {
    RouteTable<Integer> table = table(rules);
    for (Asked asked : requests) {
      Optional<Integer> expected = naive(rules, asked);
      assertThat(asked.in(table)).as("%s in %s", asked, rules).isEqualTo(expected);
      List<RouteTable.Verdict<Integer>> verdicts = table.explain(asked, asked.path());
      assertThat(verdicts).hasSameSizeAs(rules);
      assertThat(verdicts.stream().filter(v -> v.passedOver().isEmpty()).map(v -> v.value()))
          .containsExactlyElementsOf(expected.stream().toList());
    }
  }

  @Provide
  Arbitrary<List<ForwardConfig>> rules() {
    Arbitrary<String> hosts =
        Arbitraries.of("", "", "a", "b.a", "*.a", "*.b.a", "a *.a", "c.b.a b.a");
    Arbitrary<String> paths =
        Arbitraries.of(
            "", "", "/*", "/x", "/x/*", "/x/y", "/x/y/*", "/x/y/", "~^/x", "~y$", "/x/* /z", "/xy");
    Arbitrary<Request> requests =
        Arbitraries.of(
            Request.ANY,
            Rules.request("GET", "", ""),
            Rules.request("POST PUT", "", ""),
            Rules.request("", "h=1", ""),
            Rules.request("", "", "q=1"),
            Rules.request("GET", "h=1", "q=1"));
    return Combinators.combine(hosts, paths, requests).as(Rules::config).list().ofMaxSize(12);
  }

  @Provide
  Arbitrary<List<Asked>> requests() {
    Arbitrary<String> hosts = Arbitraries.of("", "a", "b.a", "c.b.a", "d.c.b.a", "ba", ".a", "z");
    Arbitrary<String> paths =
        Arbitraries.of("/", "/x", "/x/", "/xy", "/x/y", "/x/y/", "/x/yz", "/x/y/z", "/z", "/z/x");
    return Combinators.combine(
            Arbitraries.of("GET", "POST"),
            hosts,
            Combinators.combine(paths, Arbitraries.of("", "", "?q=1", "?q=2")).as(String::concat),
            Arbitraries.of("1", "2", ""))
        .as(
            (method, host, target, h) ->
                new Asked(
                    method, host, target, h.isEmpty() ? FieldList.of() : FieldList.of("h", h)))
        .list()
        .ofSize(12);
  }

  private static final int MANY = 10_000;

  @Test
  void findsEachOfManyHosts() throws RefusedPath {
    List<ForwardConfig> rules =
        Stream.iterate(0, i -> i + 1)
            .limit(MANY)
            .map(
                i ->
                    Rules.config(
                        (i % 2 == 0 ? "*." : "") + "tenant-" + i + ".example.com", "", Request.ANY))
            .toList();
    RouteTable<Integer> table = table(rules);
    for (int i = 0; i < MANY; i++) {
      String host = (i % 2 == 0 ? "www." : "") + "tenant-" + i + ".example.com";
      assertThat(Asked.get(host, "/").in(table)).contains(i);
      assertThat(Asked.get("x" + host.substring(1), "/").in(table).isPresent())
          .isEqualTo(i % 2 == 0);
      assertThat(Asked.get(host + ".x", "/").in(table)).isEmpty();
    }
  }

  @Test
  void findsEachOfManyPrefixes() throws RefusedPath {
    List<ForwardConfig> rules = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      // One in another, ten deep.
      rules.add(Rules.config("", prefix(i) + "/*", Request.ANY));
    }
    RouteTable<Integer> table = table(rules);
    for (int i = 0; i < MANY; i++) {
      assertThat(Asked.get("h", prefix(i)).in(table)).contains(i);
      assertThat(Asked.get("h", prefix(i) + "/y").in(table)).contains(i);
      Optional<Integer> above = i % 10 == 0 ? Optional.empty() : Optional.of(i - 1);
      assertThat(Asked.get("h", prefix(i) + "y").in(table)).isEqualTo(above);
    }
  }

  private static String prefix(int i) {
    return "/service-" + i / 10 + "/v".repeat(i % 10);
  }

  @Test
  void manyHostsWithManyPathsShareOneTable() throws RefusedPath {
    StringBuilder hosts = new StringBuilder();
    StringBuilder paths = new StringBuilder();
    for (int i = 0; i < MANY; i++) {
      hosts.append("h").append(i).append(' ');
      paths.append("/p").append(i).append("/* ");
    }
    // A table for each host would take more memory than there is.
    ForwardConfig rule = Rules.config(hosts.toString(), paths.toString(), Request.ANY);
    assertThat(Asked.get("h9999", "/p9999/x").in(table(List.of(rule)))).contains(0);
  }
}
