package dev.sluice.balancer.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.AffinityConfig.HashKey;
import dev.sluice.balancer.config.ForwardConfig.Policy;
import dev.sluice.balancer.config.RetryConfig.Hedge;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is made of values that are right. */
class PoolReaderTest {

  private static Config read(String toml) {
    return Reading.plain().read(toml);
  }

  private static PoolConfig pool(String lines) {
    return inline(lines).pools().get(0);
  }

  /** Lines beside the backends of a rule. */
  private static Config inline(String lines) {
    return read(
        """
        [[server]]
        listen = "h:1"
        protocol = "http"
        [[server.forward]]
        backends = [{ address = "a:1" }]
        """
            + lines);
  }

  private static RetryConfig retry(String content) {
    return inline("retry = { " + content + " }")
        .servers()
        .get(0)
        .forwards()
        .get(0)
        .policy()
        .retry();
  }

  private static HealthConfig health(String content) {
    return pool("health = { " + content + " }").policy().health().orElseThrow();
  }

  private static OutlierConfig outlier(String content) {
    return pool("outlier = { " + content + " }").policy().outlier();
  }

  @Test
  void emptyTablesStandForTheDefaults() {
    assertThat(pool("outlier = { success-rate = {} }\nconnections = {}"))
        .isEqualTo(
            new PoolConfig(
                "h:1.1",
                Algorithm.ROUND_ROBIN,
                List.of(new BackendConfig(new Address("a", 1), 1)),
                PoolPolicy.DEFAULT,
                new ConnectionsConfig(
                    128,
                    Duration.ZERO,
                    ConnectionsConfig.Protocol.HTTP1,
                    ConnectionsConfig.ProxyProtocol.OFF,
                    Optional.empty())));
    assertThat(retry("")).isEqualTo(RetryConfig.DEFAULT);
    assertThat(retry("hedge = {}").hedge()).contains(new Hedge(95, Duration.ofMillis(10)));
    assertThat(inline("").servers().get(0).forwards().get(0).policy()).isEqualTo(Policy.DEFAULT);
  }

  @Test
  void checksByConnectingUnlessToldOtherwise() {
    assertThat(health(""))
        .isEqualTo(
            new HealthConfig(
                Optional.empty(), Duration.ofSeconds(5), 0.1, Duration.ofSeconds(1), 2, 3));
    assertThat(health("type = \"tcp\"")).isEqualTo(health(""));
    assertThat(health("type = \"http\"").http())
        .contains(
            new HealthConfig.Http(
                "GET",
                "/",
                Optional.empty(),
                List.of(new StatusRange(200, 299)),
                Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "interval = '6s'                 | 6000  | 1000",
        "interval = '500ms'              | 500   | 500",
        "timeout = '6s'                  | 6000  | 6000",
        "timeout = '4s'                  | 5000  | 4000",
        "timeout = '2s', interval = '2s' | 2000  | 2000",
      },
      quoteCharacter = '"')
  void aDefaultOfAPairGivesWay(String content, long interval, long timeout) {
    HealthConfig health = health(content);
    assertThat(health.interval()).hasMillis(interval);
    assertThat(health.timeout()).hasMillis(timeout);
  }

  @Test
  void theLongestEjectionIsNeverShorterThanTheFirst() {
    assertThat(outlier("ejection-time = '10m'").maxEjectionTime()).hasMinutes(10);
    assertThat(outlier("ejection-time = '1s'").maxEjectionTime()).hasSeconds(300);
    assertThat(outlier("max-ejection-time = '1s'").ejectionTime()).hasSeconds(1);
    assertThat(retry("backoff = '1s'").backoff().max()).hasSeconds(1);
    assertThat(retry("max-backoff = '0s'").backoff().base()).isZero();
  }

  @Test
  void valuesThatSwitchSomethingOffAreRead() {
    OutlierConfig outlier =
        outlier(
            "consecutive-failures = 0, max-ejected-percent = 0, success-rate = { window = '0s' }");
    assertThat(outlier.consecutiveFailures()).isZero();
    assertThat(outlier.maxEjectedPercent()).isZero();
    assertThat(outlier.successRate().window()).isZero();
    PoolConfig pool = pool("connections = { max-idle = 0, max-age = '0s', queue = 0 }");
    assertThat(pool.connections().maxIdle()).isZero();
    assertThat(pool.connections().maxAge()).isZero();
    assertThat(pool.policy().queue()).isEqualTo(new QueueConfig(0, Duration.ofSeconds(5)));
    assertThat(retry("attempts = 1, budget = 0, budget-floor = 0, replay-body = '0'"))
        .satisfies(
            retry -> {
              assertThat(retry.attempts()).isEqualTo(1);
              assertThat(retry.budget().share()).isZero();
              assertThat(retry.budget().floor()).isZero();
              assertThat(retry.on().replayBody()).isZero();
              assertThat(retry.on().failures())
                  .containsExactlyInAnyOrder(FailureKind.CONNECT_FAILURE, FailureKind.RESET);
            });
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0", "5, 0, 5", "0, 7, 7", "5, 7, 5", "7, 5, 5"})
  void theLowerLimitOfConnectionsHolds(int ofBackend, int ofPool, int limit) {
    Config config =
        read(
            """
            [[server]]
            listen = "h:1"
            [[server.forward]]
            backends = [{ address = "a:1", max-connections = %d }]
            connections = { max-per-backend = %d }
            """
                .formatted(ofBackend, ofPool));
    assertThat(config.pools().get(0).backends().get(0).maxConnections()).isEqualTo(limit);
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void everyAlgorithmIsReadByItsName(Algorithm algorithm) {
    // the default key may be written down with each
    assertThat(pool("algorithm = \"" + algorithm.id() + "\"\nhash-key = \"client-ip\""))
        .satisfies(
            pool -> {
              assertThat(pool.algorithm()).isEqualTo(algorithm);
              assertThat(pool.policy()).isEqualTo(PoolPolicy.DEFAULT);
            });
  }

  @ParameterizedTest
  @CsvSource({
    "client-ip, CLIENT_IP, ''",
    "path, PATH, ''",
    "header:X-User, HEADER, X-User",
    "cookie:id, COOKIE, id"
  })
  void hashKeysAreRead(String text, HashKey.Source source, String name) {
    for (String algorithm : List.of("maglev", "consistent-hash")) {
      assertThat(
              pool("algorithm = \"" + algorithm + "\"\nhash-key = \"" + text + "\"")
                  .policy()
                  .affinity()
                  .key())
          .isEqualTo(new HashKey(source, name));
    }
  }

  @Test
  void aStickySessionNeedsItsCookieOnlyAndHidesItsSecret() {
    AffinityConfig plain = pool("sticky = { cookie = \"S\" }").policy().affinity();
    assertThat(plain.sticky())
        .contains(new AffinityConfig.Sticky("S", Duration.ZERO, Optional.empty()));
    assertThat(plain.toString()).contains("cookie=S, ttl=PT0S, secret=none");
    PoolConfig signed =
        pool("sticky = { cookie = \"S\", ttl = \"1s\", secret = \"0123456789abcdef\" }");
    assertThat(signed.policy().affinity().sticky().orElseThrow().secret())
        .contains("0123456789abcdef");
    assertThat(signed.toString()).contains("secret=***").doesNotContain("0123456789abcdef");
  }

  @Test
  void aServerOfTcpTakesASplit() {
    Config config =
        read(
            """
            [[server]]
            listen = "h:1"
            [[server.forward]]
            split = [{ pool = "p" }, { pool = "q", weight = 9 }]
            [[pool]]
            name = "p"
            backends = [{ address = "a:1" }]
            [pool.health]
            type = "http"
            [pool.connections]
            max-idle = 3
            [[pool]]
            name = "q"
            backends = [{ address = "a:1" }]
            """);
    assertThat(config.servers().get(0).forwards().get(0).destination())
        .isEqualTo(
            new Destination.Split(
                List.of(new Destination.Split.Part("p", 1), new Destination.Split.Part("q", 9))));
    assertThat(config.pools().get(0).connections())
        .isEqualTo(
            new ConnectionsConfig(
                3,
                Duration.ZERO,
                ConnectionsConfig.Protocol.HTTP1,
                ConnectionsConfig.ProxyProtocol.OFF,
                Optional.empty()));
  }

  @Test
  void backendsMaySpeakHttp2() {
    assertThat(pool("protocol = \"h2c\"").connections().protocol())
        .isEqualTo(ConnectionsConfig.Protocol.H2C);
    assertThat(pool("protocol = \"h2\"\ntls = {}").connections().protocol())
        .isEqualTo(ConnectionsConfig.Protocol.H2);
  }

  @Test
  void aMirrorCopiesEverythingUnlessToldOtherwise() {
    Config config =
        inline(
            "mirror = { pool = \"p\" }\n[[pool]]\nname = \"p\"\nbackends = [{ address = \"a:1\" }]");
    assertThat(config.servers().get(0).forwards().get(0).policy().mirror())
        .contains(new MirrorConfig("p", 1));
  }

  @Test
  void discoveredMembersKeepTheRestOfThePool() {
    PoolConfig pool = pool("slow-start = \"1s\"\nconnections = { max-idle = 1 }");
    List<BackendConfig> members = List.of(new BackendConfig(new Address("b", 2), 2));
    assertThat(pool.withBackends(members))
        .isEqualTo(
            new PoolConfig(
                pool.name(), pool.algorithm(), members, pool.policy(), pool.connections()));
  }
}
