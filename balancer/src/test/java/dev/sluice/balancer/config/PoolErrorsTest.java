package dev.sluice.balancer.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolErrorsTest {

  private static final String EXPECTED_DURATION = "such as \"250ms\", \"5s\" or \"1m30s\"";

  private static List<String> errors(String toml) {
    return Reading.plain().errors(toml);
  }

  /** Lines put into a pool that is otherwise right, from line 4. */
  private static List<String> errorsOfPool(String lines) {
    return errors(
        """
        [[pool]]
        name = "p"
        backends = [{ address = "a:1" }]
        """
            + lines
            + """

            [[server]]
            listen = "h:1"
            protocol = "http"
            [[server.forward]]
            pool = "p"
            """);
  }

  @Test
  void reportsUnknownKeysOfEveryTable() {
    assertThat(
            errorsOfPool(
                """
                sticky = { cookie = "a", tll = "1s" }
                [pool.health]
                intervall = "1s"
                [pool.outlier]
                success-rate = { windows = "1s" }
                [pool.connections]
                max-idel = 1
                """))
        .containsExactly(
            "f.toml:4:26: pool[0].sticky.tll: unknown key; expected one of cookie, ttl, secret; did"
                + " you mean \"ttl\"?",
            "f.toml:6:1: pool[0].health.intervall: unknown key; expected one of type, port,"
                + " interval, jitter, timeout, rise, fall, path, host, method, expect-status,"
                + " expect-body; did you mean \"interval\"?",
            "f.toml:8:18: pool[0].outlier.success-rate.windows: unknown key; expected one of"
                + " window, minimum-requests, minimum-backends, deviations, minimum-gap; did you"
                + " mean \"window\"?",
            "f.toml:10:1: pool[0].connections.max-idel: unknown key; expected one of"
                + " max-per-backend, max-idle, max-age, queue, queue-timeout; did you mean \"max-idle\"?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "panic-threshold = 1.01  | 4:19 | panic-threshold: 1.01 is out of range; expected a number from 0 to 1",
        "panic-threshold = -0.1  | 4:19 | panic-threshold: -0.1 is out of range; expected a number from 0 to 1",
        "panic-threshold = true  | 4:19 | panic-threshold: found the boolean true; expected a number from 0 to 1",
        "slow-start = 30         | 4:14 | slow-start: found the integer 30; expected a duration from 0s to 24h such as \"250ms\", \"5s\" or \"1m30s\"; did you mean \"30s\"?",
        "health = { jitter = 0.51 } | 4:21 | health.jitter: 0.51 is out of range; expected a number from 0 to 0.5",
        "health = { rise = 0 }   | 4:19 | health.rise: 0 is out of range; expected an integer from 1 to 1000",
        "health = { fall = 1001 } | 4:19 | health.fall: 1001 is out of range; expected an integer from 1 to 1000",
        "outlier = { consecutive-failures = -1 } | 4:36 | outlier.consecutive-failures: -1 is out of range; expected an integer from 0 to 1000000",
        "outlier = { max-ejected-percent = 101 } | 4:35 | outlier.max-ejected-percent: 101 is out of range; expected an integer from 0 to 100",
        "outlier = { success-rate = { minimum-requests = 0 } } | 4:49 | outlier.success-rate.minimum-requests: 0 is out of range; expected an integer from 1 to 1000000",
        "outlier = { success-rate = { minimum-backends = 1 } } | 4:49 | outlier.success-rate.minimum-backends: 1 is out of range; expected an integer from 2 to 10000",
        "outlier = { success-rate = { deviations = 10.5 } } | 4:43 | outlier.success-rate.deviations: 10.5 is out of range; expected a number from 0 to 10",
        "outlier = { success-rate = { minimum-gap = 2 } } | 4:44 | outlier.success-rate.minimum-gap: 2 is out of range; expected a number from 0 to 1",
        "connections = { max-per-backend = -1 } | 4:35 | connections.max-per-backend: -1 is out of range; expected an integer from 0 to 1000000",
        "connections = { max-idle = 65537 } | 4:28 | connections.max-idle: 65537 is out of range; expected an integer from 0 to 65536",
        "connections = { queue = 1000001 } | 4:25 | connections.queue: 1000001 is out of range; expected an integer from 0 to 1000000",
        "protocol = \"http2\" | 4:12 | protocol: \"http2\" is unknown; expected one of http1, h2, h2c; did you mean \"http1\"?",
        "protocol = \"h2\" | 4:1 | protocol: h2 is HTTP/2 over TLS; expected a table tls beside it, or h2c without TLS",
        "health = \"http\"       | 4:10 | health: found the string \"http\"; expected one table, as [pool.health] begins",
        "health = { type = \"http\", expect-status = [] } | 4:43 | health.expect-status: empty; expected at least one status",
        "outlier = { on = [] }   | 4:18 | outlier.on: empty; expected at least one, or max-ejected-percent = 0 to eject nobody",
        "outlier = { on = \"resets\" } | 4:18 | outlier.on: \"resets\" is unknown; expected one of connect-failure, reset, timeout, 5xx; did you mean \"reset\"?",
        "outlier = { on = [\"reset\", 500] } | 4:28 | outlier.on[1]: found the integer 500; expected one of connect-failure, reset, timeout, 5xx",
      })
  void reportsBadValues(String line, String position, String message) {
    assertThat(errorsOfPool(line)).containsExactly("f.toml:" + position + ": pool[0]." + message);
  }

  @Test
  void http2GoesOnlyWithWhatFitsIt() {
    assertThat(errorsOfPool("protocol = \"h2c\"\ntls = {}"))
        .containsExactly(
            "f.toml:4:1: pool[0].protocol: h2c is HTTP/2 without TLS; expected h2, or no table tls");
    assertThat(errorsOfPool("protocol = \"h2c\"\nsend-proxy-protocol = \"v1\""))
        .containsExactly(
            "f.toml:5:1: pool[0].send-proxy-protocol: not possible with protocol h2c, whose"
                + " connections serve many clients; expected no send-proxy-protocol, or protocol"
                + " http1");
  }

  @ParameterizedTest
  @CsvSource({
    "health = { interval = \"9ms\" }, health.interval, too short, 10ms, 24h",
    "health = { interval = \"25h\" }, health.interval, too long, 10ms, 24h",
    "health = { timeout = \"0s\" }, health.timeout, too short, 1ms, 1h",
    "outlier = { ejection-time = \"0s\" }, outlier.ejection-time, too short, 10ms, 24h",
    "outlier = { max-ejection-time = \"2ms\" }, outlier.max-ejection-time, too short, 10ms, 24h",
    "connections = { queue-timeout = \"0s\" }, connections.queue-timeout, too short, 1ms, 1h",
    "slow-start = \"24h1ms\", slow-start, too long, 0s, 24h",
  })
  void reportsDurationsOutOfRange(
      String line, String key, String wrong, String shortest, String longest) {
    assertThat(errorsOfPool(line))
        .singleElement()
        .asString()
        .contains(": pool[0]." + key + ": \"")
        .endsWith(
            "\" is "
                + wrong
                + "; expected a duration from "
                + shortest
                + " to "
                + longest
                + " "
                + EXPECTED_DURATION);
  }

  @Test
  void reportsDurationsWhoseZeroIsSpecial() {
    assertThat(
            errorsOfPool(
                """
                sticky = { cookie = "a", ttl = "999ms" }
                connections.max-age = "999ms"
                outlier.success-rate.window = "99ms\""""))
        .containsExactly(
            "f.toml:4:32: pool[0].sticky.ttl: \"999ms\" is too short; expected a duration from 1s to"
                + " 8760h such as \"250ms\", \"5s\" or \"1m30s\", or \"0s\" for as long as the"
                + " browser's session",
            "f.toml:5:23: pool[0].connections.max-age: \"999ms\" is too short; expected a duration"
                + " from 1s to 8760h such as \"250ms\", \"5s\" or \"1m30s\", or \"0s\" for none",
            "f.toml:6:31: pool[0].outlier.success-rate.window: \"99ms\" is too short; expected a"
                + " duration from 100ms to 1h such as \"250ms\", \"5s\" or \"1m30s\", or \"0s\" for"
                + " no such rule");
  }

  @Test
  void reportsDurationsThatContradictEachOther() {
    assertThat(
            errorsOfPool(
                """
                [pool.health]
                interval = "1s"
                timeout = "1s1ms"
                [pool.outlier]
                max-ejection-time = "1m"
                ejection-time = "2m"
                """))
        .containsExactly(
            "f.toml:6:11: pool[0].health.timeout: 1s1ms is longer than interval, 1s; expected at"
                + " most 1s, or a longer interval",
            "f.toml:9:17: pool[0].outlier.ejection-time: 2m is longer than max-ejection-time, 1m;"
                + " expected at most 1m, or a longer max-ejection-time");
    assertThat(errorsOfPool("health = { interval = \"1s\", timeout = \"1s\" }")).isEmpty();
    // a wrong one is not compared with
    assertThat(errorsOfPool("health = { interval = \"?\", timeout = \"1h\" }")).hasSize(1);
    assertThat(errorsOfPool("health = { interval = \"1s\", timeout = \"?\" }")).hasSize(1);
  }

  @Test
  void reportsAPoolOfBackupsOnly() {
    assertThat(
            errors(
                """
                [[pool]]
                name = "p"
                backends = [
                  { address = "a:1", backup = true },
                  { address = "a:2", backup = true, max-connections = 1000001 },
                ]
                [[server]]
                listen = "h:1"
                [[server.forward]]
                backends = [{ address = "a:1", backup = true }, { address = "a:2", backup = 1 }]
                """))
        .containsExactly(
            "f.toml:3:12: pool[0].backends: all of them are backups, which only stand in for others;"
                + " expected at least one without backup = true",
            "f.toml:5:55: pool[0].backends[1].max-connections: 1000001 is out of range; expected an"
                + " integer from 0 to 1000000",
            "f.toml:10:77: server[0].forward[0].backends[1].backup: found the integer 1; expected"
                + " true or false");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "hash-key = \"path\" | 4:1 | hash-key: not used by algorithm round-robin; expected no hash-key, or algorithm consistent-hash or maglev",
        "load-factor = 1.25 | 4:1 | load-factor: not used by algorithm round-robin; expected no load-factor, or algorithm consistent-hash",
        "algorithm = \"ip-hash\" ~ hash-key = \"cookie:id\" | 5:1 | hash-key: not used by algorithm ip-hash; expected no hash-key, or algorithm consistent-hash or maglev",
        "algorithm = \"maglev\" ~ load-factor = 2 | 5:1 | load-factor: not used by algorithm maglev; expected no load-factor, or algorithm consistent-hash",
        "algorithm = \"consistent-hash\" ~ load-factor = 1 | 5:15 | load-factor: 1 is out of range; expected a number above 1, up to 10",
        "algorithm = \"consistent-hash\" ~ load-factor = 10.01 | 5:15 | load-factor: 10.01 is out of range; expected a number above 1, up to 10",
        "algorithm = \"maglev\" ~ hash-key = \"client_ip\" | 5:12 | hash-key: \"client_ip\" is unknown; expected one of client-ip, path, header:NAME, cookie:NAME; did you mean \"client-ip\"?",
        "algorithm = \"maglev\" ~ hash-key = \"header:\" | 5:12 | hash-key: \"header:\" is unknown; expected one of client-ip, path, header:NAME, cookie:NAME",
        "algorithm = \"maglev\" ~ hash-key = \"header:a b\" | 5:12 | hash-key: \"header:a b\": \"a b\" can't be a name; expected one of client-ip, path, header:NAME, cookie:NAME",
      })
  void reportsHashingThatCannotBe(String lines, String position, String message) {
    assertThat(errorsOfPool(lines.replace(" ~ ", "\n")))
        .containsExactly("f.toml:" + position + ": pool[0]." + message);
  }

  @Test
  void leavesTheHashKeyAloneWhenTheAlgorithmIsWrong() {
    assertThat(errorsOfPool("algorithm = \"x\"\nhash-key = \"path\"\nload-factor = 2"))
        .singleElement()
        .asString()
        .startsWith("f.toml:4:13: pool[0].algorithm: \"x\" is unknown; ");
  }

  @Test
  void reportsBadStickySessionsWithoutTheSecret() {
    List<String> errors =
        errorsOfPool("sticky = { cookie = \"a;b\", secret = \"fifteen letters\" }");
    assertThat(errors)
        .containsExactly(
            "f.toml:4:21: pool[0].sticky.cookie: \"a;b\" can't be a cookie's name; expected the name"
                + " of a cookie: letters, digits and any of !#$%&'*+-.^_`|~",
            "f.toml:4:37: pool[0].sticky.secret: too short, with 15 characters; expected a string of"
                + " at least 16 characters");
    assertThat(errorsOfPool("sticky = {}"))
        .singleElement()
        .asString()
        .startsWith("f.toml:4:10: pool[0].sticky.cookie: missing; expected the name of a cookie");
  }

  @Test
  void reportsChecksOfPortsThatSpeakUdp() {
    String pool =
        """
        [[pool]]
        name = "p"
        backends = [{ address = "a:53" }]
        health = { %s }
        [[server]]
        listen = "h:53"
        protocol = "udp"
        forward = [{ pool = "p" }]
        """;
    assertThat(errors(pool.formatted("")))
        .containsExactly(
            "f.toml:4:1: pool[0].health: no check can be made of a port that speaks udp; expected"
                + " port in it, of a service beside it that speaks tcp or http");
    assertThat(errors(pool.formatted("port = 8053"))).isEmpty();
    assertThat(errors(pool.formatted("port = 0"))).hasSize(1);
    // then the backends' own ports may be meant
    String both =
        "[[server]]\nlisten = \"h:53\"\nprotocol = \"%s\"\nforward = [{ pool = \"p\" }]\n";
    assertThat(errors(pool.formatted("") + both.formatted("tcp"))).isEmpty();
    assertThat(errors(pool.formatted("") + both.formatted("http"))).isEmpty();
    assertThat(
            errors(
                """
                [[server]]
                listen = "h:53"
                protocol = "udp"
                [[server.forward]]
                backends = [{ address = "a:53" }]
                health = {}
                """))
        .containsExactly(
            "f.toml:6:1: server[0].forward[0].health: no check can be made of a port that speaks"
                + " udp; expected port in it, of a service beside it that speaks tcp or http");
  }

  @Test
  void reportsAPortOfAUnixDomainSocket() {
    assertThat(
            errors(
                """
                [[server]]
                listen = "h:53"
                [[server.forward]]
                backends = [{ address = "unix:/a" }]
                health = { port = 80 }
                """))
        .containsExactly(
            "f.toml:5:1: server[0].forward[0].health: a Unix domain socket has no other ports to"
                + " check; expected no port in it, or backends with host and port");
  }

  @Test
  void reportsWhatACheckOfTcpCannotDo() {
    String not = "not possible in a check of type tcp; expected no ";
    assertThat(
            errorsOfPool(
                """
                [pool.health]
                path = "/"
                host = "a"
                method = "GET"
                expect-status = "200"
                expect-body = "x"
                """))
        .containsExactly(
            "f.toml:5:1: pool[0].health.path: " + not + "path, or type = \"http\"",
            "f.toml:6:1: pool[0].health.host: " + not + "host, or type = \"http\"",
            "f.toml:7:1: pool[0].health.method: " + not + "method, or type = \"http\"",
            "f.toml:8:1: pool[0].health.expect-status: "
                + not
                + "expect-status, or type = \"http\"",
            "f.toml:9:1: pool[0].health.expect-body: " + not + "expect-body, or type = \"http\"");
    assertThat(errorsOfPool("health = { type = \"tcp\", path = \"/\" }")).hasSize(1);
    assertThat(errorsOfPool("health = { type = \"htpp\", path = \"/\" }"))
        .containsExactly(
            "f.toml:4:19: pool[0].health.type: \"htpp\" is unknown; expected one of tcp, http; did"
                + " you mean \"http\"?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "path = \"x\"   | path: \"x\" does not begin with \"/\"; expected a path such as \"/healthz\", with a query if need be; did you mean \"/x\"?",
        "path = \"/ \"  | path: \"/ \" has a character that a path can't have (write it percent-encoded); expected a path such as \"/healthz\", with a query if need be",
        "path = \"/\\r\\n\" | path: \"/\\u{d}\\u{a}\" has a character that a path can't have (write it percent-encoded); expected a path such as \"/healthz\", with a query if need be",
        "host = \"a b\" | host: \"a b\" is not a host; expected a host such as \"example.com\", with a port if need be",
        "host = \"\\r\\nX:1\" | host: \"\\u{d}\\u{a}X:1\" is not a host; expected a host such as \"example.com\", with a port if need be",
        "host = \"::1\" | host: \"::1\" is not a host; expected a host such as \"example.com\", with a port if need be",
        "method = \"get\" | method: \"get\" is unknown; expected one of GET, HEAD, OPTIONS, POST; did you mean \"GET\"?",
        "expect-status = \"200,\" | expect-status: \"\" is not a status; expected statuses such as \"200\", \"200-299\" or \"2xx\", several with commas between them",
        "expect-status = \"299-200\" | expect-status: \"299-200\" is not a status; expected statuses such as \"200\", \"200-299\" or \"2xx\", several with commas between them",
        "expect-status = 200 | expect-status: found the integer 200; expected statuses such as \"200\", \"200-299\" or \"2xx\", several with commas between them; did you mean \"200\"?",
        "expect-body = \"\" | expect-body: empty; expected a text of 1 to 1024 characters",
      })
  void reportsBadChecks(String line, String message) {
    assertThat(errorsOfPool("[pool.health]\ntype = \"http\"\n" + line))
        .singleElement()
        .asString()
        .startsWith("f.toml:6:")
        .endsWith(": pool[0].health." + message);
  }

  @ParameterizedTest
  @CsvSource({"a", "a:80", "1.2.3.4", "[::1]", "[::1]:80"})
  void takesHostsWithAndWithoutPort(String host) {
    assertThat(errorsOfPool("health = { type = \"http\", host = \"" + host + "\" }")).isEmpty();
  }

  @Test
  void reportsABodyWhereThereIsNone() {
    assertThat(
            errorsOfPool(
                "health = { type = \"http\", method = \"HEAD\", expect-body = \"" + "x\" }"))
        .containsExactly(
            "f.toml:4:44: pool[0].health.expect-body: an answer to HEAD has no body; expected no"
                + " expect-body, or another method");
    assertThat(
            errorsOfPool(
                "health = { type = \"http\", expect-body = \"" + "x".repeat(1025) + "\" }"))
        .singleElement()
        .asString()
        .contains("…\" is too long; expected ");
  }

  @Test
  void reportsWhatConnectionsCannotDo() {
    String pools =
        """
        [[pool]]
        name = "p"
        algorithm = "maglev"
        hash-key = "path"
        sticky = { cookie = "a" }
        backends = [{ address = "a:1" }]
        [[pool]]
        name = "q"
        algorithm = "maglev"
        hash-key = "client-ip"
        backends = [{ address = "a:1" }]
        [[server]]
        listen = "h:1"
        """;
    String wrong = "not possible with protocol tcp, which server[0].forward[0] is of; expected ";
    String[] expected = {
      "f.toml:4:12: pool[0].hash-key: " + wrong + "client-ip, or rules of protocol http only",
      "f.toml:5:1: pool[0].sticky: " + wrong + "no sticky, or rules of protocol http only"
    };
    // once, however many rules use it
    String second = "[[server]]\nlisten = \"h:2\"\nforward = [{ pool = \"p\" }]\n";
    assertThat(errors(pools + "[[server.forward]]\npool = \"p\"\n" + second))
        .containsExactly(expected);
    assertThat(errors(pools + "[[server.forward]]\nsplit = [{ pool = \"q\" }, { pool = \"p\" }]\n"))
        .containsExactly(expected);
    assertThat(errors(pools + "[[server.forward]]\npool = \"q\"\n")).isEmpty();
    assertThat(errors(pools + "protocol = \"http\"\n[[server.forward]]\npool = \"p\"\n")).isEmpty();
    assertThat(
            errors(
                """
                [[server]]
                listen = "h:1"
                [[server.forward]]
                backends = [{ address = "a:1" }]
                sticky = { cookie = "a" }
                """))
        .containsExactly(
            "f.toml:5:1: server[0].forward[0].sticky: "
                + wrong
                + "no sticky, or rules of protocol http only");
  }

  @Test
  void reportsKeysOfAPoolInARuleWithoutBackends() {
    String belongs = "belongs to backends, which this rule does not have; expected ";
    assertThat(
            errors(
                """
                [[server]]
                listen = "h:1"
                protocol = "http"
                [[server.forward]]
                respond = {}
                slow-start = "1s"
                sticky = { cookie = "a" }
                [server.forward.health]
                interval = "1s"
                """))
        .containsExactly(
            "f.toml:6:1: server[0].forward[0].slow-start: "
                + belongs
                + "slow-start in the [[pool]], or beside backends",
            "f.toml:7:1: server[0].forward[0].sticky: "
                + belongs
                + "sticky in the [[pool]], or beside backends",
            "f.toml:8:17: server[0].forward[0].health: "
                + belongs
                + "health in the [[pool]], or beside backends");
  }
}
