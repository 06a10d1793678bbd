package dev.sluice.balancer.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be wrong with splits, retries and mirrors. */
class RuleErrorsTest {

  private static final String ON =
      "one of connect-failure, reset, timeout, 5xx, or statuses from 400 to 599 such as \"503\" or"
          + " \"502-504\"";

  private static List<String> errors(String toml) {
    return Reading.plain()
        .errors(
            toml
                + """

            [[pool]]
            name = "p"
            backends = [{ address = "a:1" }]
            [[pool]]
            name = "q"
            backends = [{ address = "a:2" }]
            """);
  }

  /** Lines of a rule, from line 5. */
  private static List<String> errorsOfHttp(String... lines) {
    return errors(
        "[[server]]\nlisten = \"h:1\"\nprotocol = \"http\"\n[[server.forward]]\n"
            + String.join("\n", lines));
  }

  /** JSON has only strings for these, but TOML does not take them for strings. */
  @ParameterizedTest
  @CsvSource({
    "1979-05-27, date 1979-05-27",
    "07:32:00, time 07:32:00",
    "1979-05-27T07:32:00, date-time 1979-05-27T07:32:00",
    "1979-05-27T07:32:00Z, date-time 1979-05-27T07:32:00Z",
    "inf, float inf",
    "nan, float nan"
  })
  void aDateOrAnInfinityIsNoString(String value, String found) {
    assertThat(errorsOfHttp("respond = { body = " + value + " }"))
        .singleElement()
        .asString()
        .startsWith(
            "f.toml:5:20: server[0].forward[0].respond.body: found the " + found + "; expected ");
  }

  /** Lines of a retry, from line 7. */
  private static List<String> errorsOfRetry(String lines) {
    return errorsOfHttp("pool = \"p\"", "[server.forward.retry]", lines);
  }

  @Test
  void reportsSplitsThatCannotBe() {
    assertThat(errorsOfHttp("split = []"))
        .containsExactly(
            "f.toml:5:9: server[0].forward[0].split: empty; expected at least one { pool = … }");
    assertThat(
            errorsOfHttp(
                "split = [{ pool = \"p\", weight = 65536 }, { pool = \"r\" }, { weight = -1 }]"))
        .containsExactly(
            "f.toml:5:33: server[0].forward[0].split[0].weight: 65536 is out of range; expected an"
                + " integer from 0 to 65535",
            "f.toml:5:51: server[0].forward[0].split[1].pool: there is no pool \"r\"; expected one of"
                + " p, q",
            "f.toml:5:58: server[0].forward[0].split[2].pool: missing; expected the name of a"
                + " [[pool]]",
            "f.toml:5:69: server[0].forward[0].split[2].weight: -1 is out of range; expected an"
                + " integer from 0 to 65535");
    assertThat(errorsOfHttp("split = [{ pool = \"p\" }, { pool = \"q\" }, { pool = \"p\" }]"))
        .containsExactly(
            "f.toml:5:51: server[0].forward[0].split[2].pool: \"p\" is the pool of"
                + " server[0].forward[0].split[0] too; expected each pool once in a split");
    assertThat(errorsOfHttp("split = [{ pool = \"p\", weight = 0 }, { pool = \"q\", weight = 0 }]"))
        .containsExactly(
            "f.toml:5:9: server[0].forward[0].split: all weights are 0; expected at least one weight"
                + " above 0");
    assertThat(errorsOfHttp("pool = \"p\"", "split = [{ pool = \"q\" }]"))
        .containsExactly(
            "f.toml:6:1: server[0].forward[0].split: a destination beside pool; expected exactly"
                + " one of pool, backends, split, static, respond, redirect");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "attempts = 0     | 7:12 | attempts: 0 is out of range; expected an integer from 1 to 10",
        "attempts = 11    | 7:12 | attempts: 11 is out of range; expected an integer from 1 to 10",
        "attempt = 1      | 7:1  | attempt: unknown key; expected one of attempts, on, any-method, replay-body, per-try-timeout, budget, budget-floor, backoff, max-backoff, hedge; did you mean \"attempts\"?",
        "on = []          | 7:6  | on: empty; expected at least one, or attempts = 1 for no retries",
        "any-method = 1   | 7:14 | any-method: found the integer 1; expected true or false",
        "replay-body = \"17MiB\" | 7:15 | replay-body: \"17MiB\" is too large; expected a size from 0 to 16MiB such as \"64KiB\"",
        "budget = 20      | 7:10 | budget: 20 is out of range; expected a number from 0 to 1",
        "budget-floor = -1 | 7:16 | budget-floor: -1 is out of range; expected an integer from 0 to 10000",
        "backoff = \"2m\" | 7:11 | backoff: \"2m\" is too long; expected a duration from 0s to 1m such as \"250ms\", \"5s\" or \"1m30s\"",
        "backoff = \"2s\" ~ max-backoff = \"1s\" | 7:11 | backoff: 2s is longer than max-backoff, 1s; expected at most 1s, or a longer max-backoff",
        "hedge = { percentile = 100 } | 7:24 | hedge.percentile: 100 is out of range; expected a number above 0 and below 100",
        "hedge = { percentile = 0 } | 7:24 | hedge.percentile: 0 is out of range; expected a number above 0 and below 100",
        "hedge = { minimum-delay = \"61s\" } | 7:27 | hedge.minimum-delay: \"61s\" is too long; expected a duration from 0s to 1m such as \"250ms\", \"5s\" or \"1m30s\"",
      })
  void reportsRetriesThatCannotBe(String content, String position, String message) {
    assertThat(errorsOfRetry(content.replace(" ~ ", "\n")))
        .containsExactly("f.toml:" + position + ": server[0].forward[0].retry." + message);
  }

  @Test
  void reportsReasonsToRetryThatAreNone() {
    String on = "server[0].forward[0].retry.on";
    assertThat(errorsOfRetry("on = [\"conect-failure\", \"200-503\", \"600\", 503, \"4xx\"]"))
        .containsExactly(
            "f.toml:7:7: "
                + on
                + "[0]: \"conect-failure\" is unknown; expected "
                + ON
                + "; did you mean \"connect-failure\"?",
            "f.toml:7:25: "
                + on
                + "[1]: \"200-503\" has statuses that are no failures; expected "
                + ON,
            "f.toml:7:36: " + on + "[2]: \"600\" is unknown; expected " + ON,
            "f.toml:7:43: "
                + on
                + "[3]: found the integer 503; expected "
                + ON
                + "; did you mean \"503\"?");
  }

  @Test
  void reportsATryThatMayTakeLongerThanTheWhole() {
    String server = "[[server]]\nlisten = \"h:1\"\nprotocol = \"http\"\n";
    String rule = "[[server.forward]]\npool = \"p\"\nretry = { per-try-timeout = \"2s\" }\n";
    assertThat(errors(server + "timeouts = { request = \"1s\" }\n" + rule))
        .containsExactly(
            "f.toml:7:29: server[0].forward[0].retry.per-try-timeout: 2s is longer than"
                + " timeouts.request of the server, 1s; expected at most 1s");
    assertThat(errors(server + "timeouts = { request = \"2s\" }\n" + rule)).isEmpty();
    assertThat(errors(server + "timeouts = { request = \"0s\" }\n" + rule)).isEmpty();
  }

  @Test
  void reportsMirrorsThatCannotBe() {
    String mirror = "server[0].forward[0].mirror.";
    assertThat(errorsOfHttp("pool = \"p\"", "mirror = { pool = \"p\", share = 1.1 }"))
        .containsExactly(
            "f.toml:6:19: "
                + mirror
                + "pool: \"p\" gets the requests themselves; expected a pool that this rule does not"
                + " send to",
            "f.toml:6:32: " + mirror + "share: 1.1 is out of range; expected a number from 0 to 1");
    assertThat(
            errorsOfHttp(
                "split = [{ pool = \"p\" }, { pool = \"q\" }]", "mirror = { pool = \"q\" }"))
        .hasSize(1);
    assertThat(errorsOfHttp("pool = \"p\"", "mirror = { pool = \"x\" }"))
        .containsExactly(
            "f.toml:6:19: " + mirror + "pool: there is no pool \"x\"; expected one of p, q");
    assertThat(errorsOfHttp("pool = \"p\"", "mirror = {}"))
        .containsExactly(
            "f.toml:6:10: " + mirror + "pool: missing; expected the name of a [[pool]]");
  }

  @Test
  void reportsAPolicyWithoutAPool() {
    String wrong = "belongs to a pool, which this rule does not have; expected no ";
    assertThat(errorsOfHttp("respond = {}", "retry = {}", "mirror = { pool = \"p\" }"))
        .containsExactly(
            "f.toml:6:1: server[0].forward[0].retry: "
                + wrong
                + "retry, or one of pool, backends, split",
            "f.toml:7:1: server[0].forward[0].mirror: "
                + wrong
                + "mirror, or one of pool, backends, split");
  }

  @Test
  void reportsWhatAServerOfTcpCannotDo() {
    String not = "not possible on a server of protocol tcp; expected no ";
    assertThat(
            errors(
                """
                [[server]]
                listen = "h:1"
                [server.timeouts]
                request = "0s"
                [[server.forward]]
                split = [{ pool = "p" }]
                retry = {}
                mirror = { pool = "q" }
                """))
        .containsExactly(
            "f.toml:4:1: server[0].timeouts.request: " + not + "request, or protocol = \"http\"",
            "f.toml:7:1: server[0].forward[0].retry: " + not + "retry, or protocol = \"http\"",
            "f.toml:8:1: server[0].forward[0].mirror: " + not + "mirror, or protocol = \"http\"");
  }
}
