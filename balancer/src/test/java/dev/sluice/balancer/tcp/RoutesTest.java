package dev.sluice.balancer.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.Algorithm;
import dev.sluice.balancer.config.BackendConfig;
import dev.sluice.balancer.config.ForwardConfig;
import dev.sluice.balancer.config.PoolConfig;
import dev.sluice.balancer.net.Link;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which rule takes a connection. */
class RoutesTest {

  private static Routes of(ForwardConfig... rules) {
    Pool pool =
        new Pool(
            new PoolConfig(
                "p", Algorithm.RANDOM, List.of(new BackendConfig(new Address("127.0.0.1", 1), 1))),
            new Random(1));
    return ToPool.routes(name -> pool, Link.PLAIN, rules);
  }

  private static ForwardConfig rule(String name, String sni, String alpn) {
    return ToPool.rule(name, list(sni), list(alpn));
  }

  private static List<String> list(String values) {
    return values == null || values.isEmpty() ? List.of() : List.of(values.split(" "));
  }

  private static String found(Routes routes, String name, String offered) {
    return routes
        .find(Optional.ofNullable(name), list(offered))
        .map(Routes.Route::rule)
        .orElse("none");
  }

  /** In the file, what is specific comes last. */
  private static final Routes ALL =
      of(
          rule("any", "", ""),
          rule("any-h2", "", "h2"),
          rule("wide", "*.example.com", ""),
          rule("narrow", "*.b.example.com", ""),
          rule("narrow-h2", "*.b.example.com", "h2 h3"),
          rule("first", "a.example.com other.example", ""),
          rule("second", "a.example.com", ""),
          rule("exact-db", "a.example.com", "postgresql"),
          rule("only-h2", "only.example.org", "h2"));

  @ParameterizedTest
  @CsvSource({
    // exact, then the longest wildcard, then none
    "a.example.com, , first",
    "other.example, , first",
    "x.example.com, , wide",
    "x.y.example.com, , wide",
    "x.b.example.com, , narrow",
    "x.y.b.example.com, , narrow",
    // a wildcard stands for at least one label
    "b.example.com, , wide",
    "example.com, , any",
    "xexample.com, , any",
    ".example.com, , any",
    // of equal names the one that asks for a protocol that is offered
    "a.example.com, http/1.1 postgresql, exact-db",
    "a.example.com, h2, first",
    "x.b.example.com, h3, narrow-h2",
    "x.b.example.com, http/1.1, narrow",
    // no name, or one that nobody has
    ", , any",
    ", h2, any-h2",
    "nobody.example.net, h2, any-h2",
    "nobody.example.net, H2, any",
    // a rule for the name that does not take the protocol is none
    "only.example.org, h2, only-h2",
    "only.example.org, http/1.1, any",
  })
  void theMostSpecificOneWins(String name, String offered, String rule) {
    assertThat(found(ALL, name, offered)).isEqualTo(rule);
  }

  @Test
  void thereMayBeNone() {
    Routes routes = of(rule("a", "a.example.com", "h2"), rule("w", "*.w.example.com", ""));
    assertThat(found(routes, null, "h2")).isEqualTo("none");
    assertThat(found(routes, "b.example.com", "h2")).isEqualTo("none");
    assertThat(found(routes, "a.example.com", "")).isEqualTo("none");
    assertThat(found(routes, "a.example.com", "h2")).isEqualTo("a");
  }

  @Test
  void aNameWithoutADotIsANameToo() {
    Routes routes = of(rule("db", "db", ""), rule("any", "", ""));
    assertThat(found(routes, "db", "")).isEqualTo("db");
    assertThat(found(routes, "web", "")).isEqualTo("any");
  }

  @Test
  void theClientIsOnlyListenedToWhereItMatters() {
    assertThat(of(rule("any", "", "")).looksAtHello()).isFalse();
    assertThat(of(rule("any", "", ""), rule("n", "a", "")).looksAtHello()).isTrue();
    assertThat(of(rule("p", "", "h2")).looksAtHello()).isTrue();
  }
}
