package dev.sluice.balancer.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.net.tls.Pki;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be wrong with where servers listen, whom they trust, and rules on TLS clients. */
class ListenErrorsTest {

  private static final String POOL = "backends = [{ address = \"a:1\" }]";

  private static List<String> errors(String toml) {
    return Reading.plain().errors(toml);
  }

  /** Lines of a TCP server, from line 2. */
  private static List<String> ofServer(String... lines) {
    return errors(
        "[[server]]\n" + String.join("\n", lines) + "\n[[server.forward]]\n" + POOL + "\n");
  }

  /** Lines of a server that listens, from line 3. */
  private static List<String> ofListening(String... lines) {
    return ofServer("listen = \"a:1\"\n" + String.join("\n", lines));
  }

  @Test
  void reportsAddressesThatCannotBe() {
    String each = "; expected each address once";
    assertThat(ofServer("listen = []"))
        .containsExactly("f.toml:2:10: server[0].listen: empty; expected at least one address");
    assertThat(ofServer("listen = [\"127.0.0.1:80\", \"[::1]:80\", \"127.0.0.1:80\"]"))
        .containsExactly(
            "f.toml:2:39: server[0].listen[2]: \"127.0.0.1:80\" is in use: this server listens on"
                + " \"127.0.0.1:80\""
                + each);
    assertThat(ofServer("listen = [\"0.0.0.0:80\", \"127.0.0.1:80\"]"))
        .containsExactly(
            "f.toml:2:25: server[0].listen[1]: \"127.0.0.1:80\" is in use: this server listens on"
                + " \"0.0.0.0:80\""
                + each);
    assertThat(ofServer("listen = [\"unix:/a\", \"unix:/b\", \"unix:/a\"]"))
        .containsExactly(
            "f.toml:2:33: server[0].listen[2]: \"unix:/a\" is in use: this server listens on"
                + " \"unix:/a\""
                + each);
    assertThat(ofServer("listen = [\"a:0\", \"a:0\", \"unix:/a\", \"unix:/b\", \"b:1\"]"))
        .isEmpty();
    // The wrong one only; the others are not compared with it.
    assertThat(ofServer("listen = [\"a:1\", \"a\", 1]"))
        .hasSize(2)
        .allSatisfy(error -> assertThat(error).startsWith("f.toml:2:"))
        .anySatisfy(
            error -> assertThat(error).contains(":18: server[0].listen[1]: \"a\" has no port"))
        .anySatisfy(
            error -> assertThat(error).contains(":23: server[0].listen[2]: found the integer 1"));
  }

  @Test
  void reportsAUnixSocketOfTwoServers() {
    String forward = "\n[[server.forward]]\n" + POOL + "\n";
    assertThat(
            errors(
                "[[server]]\nlisten = \"unix:/run/a\""
                    + forward
                    + "[[server]]\nlisten = \"unix:/run/a\""
                    + forward))
        .containsExactly(
            "f.toml:6:10: server[1].listen: \"unix:/run/a\" is in use: server[0] listens on"
                + " \"unix:/run/a\"; expected an address that no other server listens on");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "unix:a      | has no absolute path of a socket",
        "unix:       | has no absolute path of a socket",
        "unix:/a/    | has no absolute path of a socket",
      })
  void reportsPathsThatAreNone(String address, String wrong) {
    assertThat(ofServer("listen = \"" + address + "\""))
        .singleElement()
        .asString()
        .startsWith(
            "f.toml:2:10: server[0].listen: \"" + address + "\" " + wrong + "; expected an");
  }

  @Test
  void reportsPathsThatNoSocketCanHave() {
    String longest = "unix:/" + "x".repeat(106);
    assertThat(ofServer("listen = \"" + longest + "\"")).isEmpty();
    assertThat(ofServer("listen = \"" + longest + "y\""))
        .singleElement()
        .asString()
        .contains("is longer than the 107 bytes of a path");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max-connections = -1 | -1 is out of range; expected an integer from 0 to 1000000",
        "max-connections = 1000001"
            + " | 1000001 is out of range; expected an integer from 0 to 1000000",
        "max-connections = \"1\""
            + " | found the string \"1\"; expected an integer from 0 to 1000000",
        "when-full = \"queue\" | \"queue\" is unknown; expected one of close, wait",
        "when-full = true | found the boolean true; expected one of close, wait",
        "proxy-protocol = \"v1\" | found the string \"v1\"; expected true or false",
        "proxy-protocol = true | nobody is trusted to send it; expected trusted-proxies such as"
            + " [\"10.0.0.0/8\"] beside it",
        "socket = [] | found an array; expected one table, as [server.socket] begins",
      })
  void reportsBadValuesOfServers(String line, String message) {
    String key = line.substring(0, line.indexOf(' '));
    int column = key.length() + 4;
    assertThat(ofListening(line))
        .containsExactly("f.toml:3:" + column + ": server[0]." + key + ": " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "backlog = 0 | 0 is out of range; expected an integer from 1 to 65535",
        "backlog = 65536 | 65536 is out of range; expected an integer from 1 to 65535",
        "keep-alive = 1 | found the integer 1; expected true or false",
        "no-delay = \"yes\" | found the string \"yes\"; expected true or false",
      })
  void reportsBadSocketOptions(String line, String message) {
    String key = line.substring(0, line.indexOf(' '));
    int column = key.length() + 4;
    assertThat(ofListening("[server.socket]", line))
        .containsExactly("f.toml:4:" + column + ": server[0].socket." + key + ": " + message);
  }

  @Test
  void reportsProxiesThatAreNoNetworks() {
    assertThat(ofListening("proxy-protocol = true", "trusted-proxies = []"))
        .containsExactly(
            "f.toml:3:18: server[0].proxy-protocol: nobody is trusted to send it; expected"
                + " trusted-proxies such as [\"10.0.0.0/8\"] beside it");
    // Who was meant is unknown: nothing is said of the other key.
    assertThat(
            ofListening(
                "proxy-protocol = true", "trusted-proxies = [\"10.0.0.1/8\", \"host\", \"::1\"]"))
        .hasSize(2)
        .anySatisfy(
            error ->
                assertThat(error)
                    .startsWith("f.toml:4:20: server[0].trusted-proxies[0]: \"10.0.0.1/8\""))
        .anySatisfy(
            error ->
                assertThat(error)
                    .startsWith("f.toml:4:34: server[0].trusted-proxies[1]: \"host\""));
    assertThat(ofListening("trusted-proxies = \"10.0.0.0/8\"")).isEmpty();
  }

  @Test
  void reportsAHeaderTimeoutThatIsNone() {
    assertThat(ofListening("[server.timeouts]", "client-header = \"-1s\""))
        .singleElement()
        .asString()
        .startsWith("f.toml:4:17: server[0].timeouts.client-header: \"-1s\" ");
    assertThat(ofListening("[server.timeouts]", "client-header = \"0s\"")).isEmpty();
  }

  @Test
  void reportsWhatDatagramsHaveNot() {
    String not = ": not possible on a server of protocol udp; expected no ";
    String or = ", or protocol = \"tcp\" or protocol = \"http\"";
    assertThat(
            ofListening(
                "protocol = \"udp\"",
                "when-full = \"wait\"",
                "proxy-protocol = true",
                "trusted-proxies = \"10.0.0.0/8\"",
                "max-connections = 5",
                "socket = { backlog = 5 }"))
        .containsExactly(
            "f.toml:4:1: server[0].when-full" + not + "when-full" + or,
            "f.toml:5:1: server[0].proxy-protocol" + not + "proxy-protocol" + or,
            "f.toml:6:1: server[0].trusted-proxies" + not + "trusted-proxies" + or,
            "f.toml:8:1: server[0].socket" + not + "socket" + or);
  }

  @Test
  void reportsUnixSocketsForDatagrams() {
    assertThat(ofServer("listen = \"unix:/run/a\"", "protocol = \"udp\""))
        .containsExactly(
            "f.toml:2:10: server[0].listen: a Unix domain socket is not possible on a server of"
                + " protocol udp; expected an address with host and port");
    assertThat(
            errors(
                """
                [[server]]
                listen = "a:1"
                protocol = "udp"
                [[server.forward]]
                send-proxy-protocol = "v2"
                backends = [{ address = "unix:/run/a" }]
                """))
        .containsExactly(
            "f.toml:5:1: server[0].forward[0].send-proxy-protocol: not possible with protocol udp,"
                + " which server[0].forward[0] is of; expected no send-proxy-protocol, or rules of"
                + " other protocols",
            "f.toml:6:12: server[0].forward[0].backends: a Unix domain socket is not possible with"
                + " protocol udp, which server[0].forward[0] is of; expected addresses with host and"
                + " port");
  }

  @Test
  void reportsConditionsOnTlsWhereThereIsNone() {
    for (String protocol : List.of("http", "udp")) {
      String not = ": not possible on a server of protocol " + protocol + "; expected no ";
      assertThat(
              errors(
                  "[[server]]\nlisten = \"a:1\"\nprotocol = \""
                      + protocol
                      + "\"\n[[server.forward]]\nsni = \"a\"\nalpn = \"h2\"\n"
                      + POOL))
          .containsExactly(
              "f.toml:5:1: server[0].forward[0].sni" + not + "sni, or protocol = \"tcp\"",
              "f.toml:6:1: server[0].forward[0].alpn" + not + "alpn, or protocol = \"tcp\"");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sni = []            | empty; expected at least one, or no sni at all to match every one",
        "alpn = []           | empty; expected at least one, or no alpn at all to match every one",
        "sni = \"a.*.b\"     | \"a.*.b\" has a \"*\" that is not the whole first label; expected ",
        "sni = 1             | found the integer 1; expected ",
        "alpn = \"\"         | \"\" is not the name of a protocol; expected the name of a protocol",
        "alpn = \"h 2\"      | \"h 2\" is not the name of a protocol; expected the name of a",
      })
  void reportsBadConditions(String line, String message) {
    String key = line.substring(0, line.indexOf(' '));
    assertThat(
            errors(
                "[[server]]\nlisten = \"a:1\"\n[[server.forward]]\n" + line + "\n" + POOL + "\n"))
        .singleElement()
        .asString()
        .startsWith(
            "f.toml:4:" + (key.length() + 4) + ": server[0].forward[0]." + key + ": " + message);
  }

  @Test
  void reportsASecondRuleForEverything() {
    String rules =
        "[[server.forward]]\nsni = \"a\"\n"
            + POOL
            + "\n[[server.forward]]\n"
            + POOL
            + "\n[[server.forward]]\nalpn = \"h2\"\n"
            + POOL
            + "\n[[server.forward]]\n"
            + POOL
            + "\n";
    assertThat(errors("[[server]]\nlisten = \"a:1\"\n" + rules))
        .containsExactly(
            "f.toml:11:1: server[0].forward[3]: nothing is left for it: server[0].forward[1] takes"
                + " every connection; expected one rule without sni and alpn, or protocol ="
                + " \"http\"");
  }

  @Test
  void reportsProtocolsWhereTlsEnds(@TempDir Path folder) {
    Pki.in(folder, "ca").forHosts("edge", "edge.example.com");
    String toml =
        """
        [[server]]
        listen = "a:1"
        tls = { certificates = [{ cert = "edge.pem", key = "edge.key" }] }
        [[server.forward]]
        sni = "a.example.com"
        backends = [{ address = "a:1" }]
        [[server.forward]]
        alpn = "h2"
        backends = [{ address = "a:1" }]
        """;
    assertThat(new Reading(folder, Map.of()).errors(toml))
        .containsExactly(
            "f.toml:8:1: server[0].forward[1].alpn: not possible on a server that ends TLS, as it"
                + " agrees on no protocol; expected no alpn, or no tls of the server");
  }

  @Test
  void reportsWhatBackendsCannotBeSent() {
    assertThat(
            errors(
                "[[server]]\nlisten = \"a:1\"\n[[server.forward]]\nsend-proxy-protocol = \"v3\"\n"
                    + POOL))
        .singleElement()
        .asString()
        .startsWith(
            "f.toml:4:23: server[0].forward[0].send-proxy-protocol: \"v3\" is unknown; expected one"
                + " of off, v1, v2");
    assertThat(
            errors(
                "[runtime]\nsplice = \"no\"\n[[server]]\nlisten = \"a:1\"\n[[server.forward]]\n"
                    + POOL))
        .containsExactly(
            "f.toml:2:10: runtime.splice: found the string \"no\"; expected true or false");
  }
}
