package dev.sluice.balancer.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server of protocol udp can't have. */
class UdpErrorsTest {

  private static final String RULE = "forward = [{ backends = [{ address = \"a:53\" }] }]\n";

  private static List<String> errors(String server) {
    return Reading.plain().errors("[[server]]\nprotocol = \"udp\"\n" + server);
  }

  @Test
  void aServerNeedsNoMoreThanAnAddressAndBackends() {
    assertThat(errors("listen = \"h:53\"\n" + RULE)).isEmpty();
    assertThat(
            errors(
                "listen = [\"h:53\", \"[::1]:53\"]\nmax-connections = 5\n"
                    + "timeouts = { client-idle = \"5s\" }\n"
                    + RULE))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "when-full = \"wait\"                        | when-full",
        "socket = { backlog = 5 }                    | socket",
        "trusted-proxies = [\"10.0.0.0/8\"]          | trusted-proxies",
        "limits = { max-body-size = \"1MiB\" }       | limits",
        "timeouts = { connect = \"5s\" }             | timeouts.connect",
        "timeouts = { backend-idle = \"5s\" }        | timeouts.backend-idle",
        "timeouts = { client-header = \"5s\" }       | timeouts.client-header",
        "timeouts = { request = \"5s\" }             | timeouts.request",
      })
  void keysOfConnectionsAndRequestsAreErrors(String line, String key) {
    assertThat(errors("listen = \"h:53\"\n" + line + "\n" + RULE))
        .singleElement()
        .asString()
        .contains("server[0]." + key + ": not possible on a server of protocol udp");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "host = \"a.example\"                        | host: not possible",
        "path = \"/x\"                               | path: not possible",
        "sni = \"a.example\"                         | sni: not possible",
        "alpn = \"h2\"                               | alpn: not possible",
        "retry = { attempts = 2 }                    | retry: not possible",
        "mirror = { pool = \"p\" }                   | mirror: not possible",
        "sticky = { cookie = \"a\" }                 | sticky: not possible",
        "protocol = \"h2c\"                          | protocol: not possible",
        "send-proxy-protocol = \"v2\"                | send-proxy-protocol: not possible",
      })
  void keysOfRulesThatNeedMoreAreErrors(String line, String error) {
    String pool = "[[pool]]\nname = \"p\"\nbackends = [{ address = \"a:1\" }]\n";
    assertThat(
            errors(
                "listen = \"h:53\"\n[[server.forward]]\nbackends = [{ address = \"a:53\" }]\n"
                    + line
                    + "\n"
                    + pool))
        .singleElement()
        .asString()
        .contains("server[0].forward[0]." + error);
  }

  @Test
  void onlyPoolsAreDestinations() {
    assertThat(errors("listen = \"h:53\"\nforward = [{ respond = { status = 200 } }]\n"))
        .singleElement()
        .asString()
        .startsWith("f.toml:4:14: server[0].forward[0].respond: ");
  }

  @Test
  void oneRuleTakesAll() {
    assertThat(
            errors(
                "listen = \"h:53\"\nforward = [{ backends = [{ address = \"a:1\" }] },"
                    + " { backends = [{ address = \"a:1\" }] }]\n"))
        .containsExactly(
            "f.toml:4:50: server[0].forward[1]: nothing is left for it: server[0].forward[0] takes"
                + " every client; expected one rule");
  }

  @Test
  void unixDomainSocketsHaveNoDatagramsHere() {
    assertThat(errors("listen = \"unix:/run/a.sock\"\n" + RULE))
        .containsExactly(
            "f.toml:3:10: server[0].listen: a Unix domain socket is not possible on a server of"
                + " protocol udp; expected an address with host and port");
    assertThat(
            errors("listen = \"h:53\"\nforward = [{ backends = [{ address = \"unix:/a\" }] }]\n"))
        .singleElement()
        .asString()
        .contains("a Unix domain socket is not possible with protocol udp");
  }

  @Test
  void anAddressMayBeOneOfTcpToo() {
    String tcp = "[[server]]\nlisten = \"h:53\"\n" + RULE;
    assertThat(errors("listen = \"h:53\"\n" + RULE + tcp)).isEmpty();
    assertThat(errors("listen = \"h:53\"\n" + RULE + tcp + "protocol = \"udp\"\n"))
        .singleElement()
        .asString()
        .contains("\"h:53\" is in use: server[0] listens on \"h:53\"");
  }
}
