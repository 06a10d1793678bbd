package dev.sluice.balancer.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.AccessLogConfig.Format;
import dev.sluice.balancer.config.AffinityConfig.HashKey;
import dev.sluice.balancer.config.ForwardConfig.Policy;
import dev.sluice.balancer.config.RetryConfig.Backoff;
import dev.sluice.balancer.config.RetryConfig.Budget;
import dev.sluice.balancer.config.RetryConfig.Hedge;
import dev.sluice.balancer.config.RetryConfig.On;
import dev.sluice.balancer.config.RuntimeConfig.Transport;
import dev.sluice.balancer.config.ServerConfig.Limits;
import dev.sluice.balancer.config.ServerConfig.Protocol;
import dev.sluice.balancer.config.ServerConfig.Timeouts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {

  @Test
  void readsTheSmallestUsefulFileAsItStands() {
    Config config =
        Reading.plain()
            .read(
                """
                [[server]]
                listen = "0.0.0.0:8200"

                [[server.forward]]
                algorithm = "WRR"
                backends = [
                    { address = "127.0.0.1:8080" },
                    { address = "127.0.0.1:8081" },
                    { address = "127.0.0.1:8082" },
                ]
                """);
    String pool = "0.0.0.0:8200.1";
    Duration idle = Duration.ofMinutes(10);
    assertThat(config)
        .isEqualTo(
            new Config(
                new RuntimeConfig(0, Transport.AUTO, true, Duration.ofSeconds(30)),
                new AccessLogConfig(Format.JSON, Optional.empty()),
                List.of(
                    new ServerConfig(
                        "0.0.0.0:8200",
                        ListenConfig.on(new Address("0.0.0.0", 8200)),
                        Protocol.TCP,
                        new Timeouts(
                            Duration.ofSeconds(10),
                            idle,
                            Duration.ofSeconds(2),
                            idle,
                            Duration.ZERO),
                        new Limits(16384, 0),
                        List.of(
                            new ForwardConfig(
                                "1", List.of(), List.of(), new Destination.ToPool(pool))))),
                List.of(
                    new PoolConfig(
                        pool,
                        Algorithm.WEIGHTED_ROUND_ROBIN,
                        List.of(
                            new BackendConfig(new Address("127.0.0.1", 8080), 1),
                            new BackendConfig(new Address("127.0.0.1", 8081), 1),
                            new BackendConfig(new Address("127.0.0.1", 8082), 1))))));
  }

  @Test
  void readsEveryKey(@TempDir Path folder) {
    Config config = new Reading(folder, Map.of("PORT", "9001", "EMPTY", "")).read(FullExample.TOML);
    assertThat(config.runtime())
        .isEqualTo(new RuntimeConfig(4, Transport.NIO, false, Duration.ofSeconds(90)));
    assertThat(config.accessLog())
        .isEqualTo(new AccessLogConfig(Format.COMBINED, Optional.of(folder.resolve("access.log"))));
    ServerConfig edge = config.servers().get(0);
    assertThat(edge.name()).isEqualTo("edge");
    assertThat(edge.listen())
        .isEqualTo(
            new ListenConfig(
                List.of(new Address("::1", 0), Address.unix("/run/sluice.sock")),
                new ListenConfig.SocketConfig(128, false, false),
                new ListenConfig.ConnectionLimit(500, ListenConfig.WhenFull.WAIT),
                new ListenConfig.Trust(
                    List.of(
                        Network.parse("10.0.0.0/8").orElseThrow(),
                        Network.parse("::1").orElseThrow()),
                    true),
                Optional.empty()));
    assertThat(edge.protocol()).isEqualTo(Protocol.HTTP);
    assertThat(edge.timeouts())
        .isEqualTo(
            new Timeouts(
                Duration.ofSeconds(5),
                Duration.ZERO,
                Duration.ofMillis(250),
                Duration.ofHours(1),
                Duration.ofSeconds(30)));
    assertThat(edge.limits())
        .isEqualTo(new Limits(65536, 10 << 20, new ServerConfig.Http2Limits(50, 1000)));
    assertThat(edge.forwards())
        .containsExactly(
            new ForwardConfig(
                "api",
                new ForwardConfig.Match(
                    List.of("api.example.com", "*.xn--bcher-kva.example"),
                    List.of("/api/*"),
                    new ForwardConfig.Request(
                        List.of("GET", "PURGE"),
                        List.of(
                            new ForwardConfig.Named("x-canary", Optional.of("1")),
                            new ForwardConfig.Named("x-user", Optional.empty())),
                        List.of(
                            new ForwardConfig.Named("v w", Optional.of("")),
                            new ForwardConfig.Named("V w", Optional.empty()))),
                    ForwardConfig.Hello.ANY),
                new Destination.ToPool("api"),
                new Policy(
                    new RetryConfig(
                        4,
                        new On(
                            Set.of(FailureKind.RESET, FailureKind.SERVER_ERROR),
                            List.of(new StatusRange(429, 429), new StatusRange(501, 503)),
                            true,
                            1 << 20),
                        Duration.ofSeconds(2),
                        new Budget(0.5, 7, Duration.ofSeconds(10)),
                        new Backoff(Duration.ofMillis(10), Duration.ofSeconds(1)),
                        Optional.of(new Hedge(99.5, Duration.ofMillis(20)))),
                    Optional.of(new MirrorConfig("cache", 0.25)),
                    filters())),
            new ForwardConfig(
                "2",
                List.of(),
                List.of("/canary/*"),
                new Destination.Split(
                    List.of(
                        new Destination.Split.Part("api", 90),
                        new Destination.Split.Part("cache", 0)))),
            new ForwardConfig(
                "3",
                List.of(),
                List.of("/assets/*", "/favicon.ico"),
                new Destination.Static(
                    folder,
                    List.of("a.html"),
                    Optional.of("b/c.html"),
                    true,
                    List.of(CompressConfig.Coding.GZIP, CompressConfig.Coding.BR),
                    "public, max-age=60")),
            new ForwardConfig(
                "4",
                List.of(),
                List.of("~^/p[0-9]$"),
                new Destination.Respond(404, "none: ${x} ", "text/html; charset=utf-8")),
            new ForwardConfig(
                "5",
                List.of(),
                List.of("/old/*"),
                new Destination.Redirect(
                    301,
                    Optional.of("^/old/(.*)$"),
                    new Template(List.of(new Template.Literal("/new/"), new Template.Group(1))))),
            new ForwardConfig("6", List.of(), List.of(), new Destination.ToPool("edge.6")));
    assertThat(config.pools())
        .containsExactly(
            new PoolConfig(
                "api",
                Algorithm.LEAST_CONNECTIONS,
                List.of(
                    new BackendConfig(new Address("127.0.0.1", 9001), 3, 100, false),
                    new BackendConfig(new Address("::1", 9002), 1, 100, false),
                    new BackendConfig(new Address("::1", 9003), 1, 50, true)),
                new PoolPolicy(
                    0.5,
                    Duration.ofSeconds(30),
                    Optional.of(health()),
                    outlier(),
                    new QueueConfig(10, Duration.ofSeconds(1)),
                    affinity()),
                new ConnectionsConfig(
                    16,
                    Duration.ofMinutes(10),
                    ConnectionsConfig.Protocol.HTTP1,
                    ConnectionsConfig.ProxyProtocol.V2,
                    Optional.empty()),
                new HeaderChanges(List.of(), List.of(change("x-proxy-token")), List.of())),
            new PoolConfig(
                "cache",
                Algorithm.CONSISTENT_HASH,
                List.of(new BackendConfig(new Address("127.0.0.1", 9004), 1)),
                with(
                    Duration.ZERO,
                    new AffinityConfig(
                        new HashKey(HashKey.Source.HEADER, "X-Tenant"), 1.5, Optional.empty()))),
            new PoolConfig(
                "db",
                Algorithm.ROUND_ROBIN,
                List.of(new BackendConfig(new Address("127.0.0.1", 5432), 1))),
            new PoolConfig(
                "edge.6",
                Algorithm.RANDOM,
                List.of(new BackendConfig(new Address("web", 80), 1)),
                with(Duration.ofSeconds(5), AffinityConfig.DEFAULT)));
  }

  private static HeaderChanges.Change change(String name, Template.Part... value) {
    return new HeaderChanges.Change(name, new Template(List.of(value)));
  }

  private static FilterConfig filters() {
    return new FilterConfig(
        new FilterConfig.PathChange(
            "/api",
            Optional.of(
                new FilterConfig.Rewrite(
                    "^/v1/(.*)$",
                    new Template(
                        List.of(
                            new Template.Literal("/"),
                            new Template.Group(1),
                            new Template.Literal("?was="),
                            new Template.Of(Template.Variable.URI)))))),
        new HeaderChanges(
            List.of("x-debug"),
            List.of(
                change(
                    "x-env",
                    new Template.Of(Template.Variable.CLIENT_IP),
                    new Template.Literal(" {}"))),
            List.of(change("x-env", new Template.Literal("b")))),
        new HeaderChanges(
            List.of("server"),
            List.of(change("x-by", new Template.Of(Template.Variable.BACKEND))),
            List.of(change("vary", new Template.Literal("x")))),
        Optional.of(
            new CompressConfig(
                List.of(CompressConfig.Coding.GZIP, CompressConfig.Coding.BR),
                List.of("text/*"),
                2048)),
        Optional.of(
            new CorsConfig(
                List.of("https://*.example.com", "http://localhost:3000"),
                List.of("PUT"),
                List.of("*"),
                List.of("x-by"),
                true,
                Duration.ofMinutes(1))));
  }

  private static HealthConfig health() {
    return new HealthConfig(
        new HealthConfig.Check(
            Optional.of(
                new HealthConfig.Http(
                    "OPTIONS",
                    "/healthz?deep=1",
                    Optional.of("api.example.com:8443"),
                    List.of(
                        new StatusRange(200, 200),
                        new StatusRange(300, 302),
                        new StatusRange(400, 499)),
                    Optional.of("fine"))),
            Optional.of(8081)),
        Duration.ofSeconds(3),
        0.25,
        Duration.ofMillis(500),
        4,
        5);
  }

  private static OutlierConfig outlier() {
    return new OutlierConfig(
        Set.of(FailureKind.CONNECT_FAILURE, FailureKind.TIMEOUT),
        6,
        Duration.ofSeconds(10),
        Duration.ofSeconds(100),
        30,
        new OutlierConfig.SuccessRate(Duration.ofSeconds(20), 50, 4, 2.5, 0.2));
  }

  private static AffinityConfig affinity() {
    return new AffinityConfig(
        AffinityConfig.DEFAULT.key(),
        1.25,
        Optional.of(
            new AffinityConfig.Sticky(
                "SLUICE", Duration.ofHours(1), Optional.of("sixteen characters, or more"))));
  }

  private static PoolPolicy with(Duration slowStart, AffinityConfig affinity) {
    return new PoolPolicy(
        0, slowStart, Optional.empty(), OutlierConfig.DEFAULT, QueueConfig.DEFAULT, affinity);
  }

  @Test
  void fillsInDefaults(@TempDir Path folder) {
    Config config =
        new Reading(folder, Map.of())
            .read(
                """
                [access-log]
                path = "-"
                [[server]]
                listen = "a:0"
                protocol = "http"
                forward = [{ path = "/s", static = { root = "." } }, { respond = {} }]
                [[server]]
                listen = "a:0"
                forward = [{ backends = [{ address = "b:1" }] }]
                """);
    assertThat(config.accessLog().path()).isEmpty();
    ServerConfig server = config.servers().get(0);
    assertThat(server.timeouts())
        .isEqualTo(
            new Timeouts(
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                Duration.ofSeconds(2),
                Duration.ofSeconds(60),
                Duration.ZERO));
    assertThat(server.forwards().stream().map(ForwardConfig::destination))
        .containsExactly(
            new Destination.Static(
                folder, List.of("index.html"), Optional.empty(), false, List.of(), "no-cache"),
            new Destination.Respond(200, "", "text/plain"));
    assertThat(config.servers().stream().map(ServerConfig::name)).containsExactly("a:0", "a:0#2");
    assertThat(config.pools().get(0).algorithm()).isEqualTo(Algorithm.ROUND_ROBIN);
  }
}
