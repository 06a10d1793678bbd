package dev.sluice.balancer.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigErrorsTest {

  private static final String KEYS_OF_SERVER =
      "name, listen, protocol, timeouts, limits, forward, max-connections, when-full,"
          + " proxy-protocol, trusted-proxies, socket, tls";
  private static final String KEYS_OF_FORWARD =
      "name, host, path, method, header, query, sni, alpn, pool, split, static, respond, redirect,"
          + " algorithm, slow-start, panic-threshold, protocol, send-proxy-protocol, backends, health,"
          + " outlier, connections, tls, hash-key, load-factor, sticky, retry, mirror,"
          + " strip-prefix, rewrite, request-headers, response-headers, compress, cors";
  private static final String KEYS_OF_BACKEND = "address, weight, max-connections, backup";
  private static final String LISTEN =
      "expected an address \"host:port\", \"[v6]:port\" or \"unix:/path\" such as \"0.0.0.0:8080\" or"
          + " \"[::1]:8080\"";
  private static final String REMOTE =
      "expected an address \"host:port\", \"[v6]:port\" or \"unix:/path\" such as \"10.0.0.1:8080\" or"
          + " \"[::1]:8080\"";

  private final Reading reading = Reading.plain();

  private List<String> errors(String toml) {
    return reading.errors(toml);
  }

  /** One line with a value put into a server that is otherwise right. */
  private List<String> errorsOfHttp(String line) {
    return errors(
        "[[server]]\nlisten = \"a:80\"\nprotocol = \"http\"\n"
            + line
            + "\n[[server.forward]]\nrespond = {}\n");
  }

  private List<String> errorsOfForward(String line) {
    return errors(
        "[[server]]\nlisten = \"a:80\"\nprotocol = \"http\"\n[[server.forward]]\n" + line + "\n");
  }

  @Test
  void reportsUnknownKeysAtEveryLevel() {
    assertThat(
            errors(
                """
                servers = 1
                [runtime]
                event_loops = 2
                [[server]]
                lissten = "0.0.0.0:80"
                listen = "0.0.0.0:80"
                [server.timeouts]
                conect = "2s"
                [server.limitz]
                x = 1
                [[server.forward]]
                algorthm = "rr"
                backends = [{ address = "h:1", waight = 2, "odd\\nkey" = 1 }]
                """))
        .containsExactly(
            "f.toml:1:1: servers: unknown key; expected one of runtime, access-log, server, pool;"
                + " did you mean \"server\"?",
            "f.toml:3:1: runtime.event_loops: unknown key; expected one of event-loops, transport,"
                + " splice, shutdown-grace; did you mean \"event-loops\"?",
            "f.toml:5:1: server[0].lissten: unknown key; expected one of "
                + KEYS_OF_SERVER
                + "; did you mean \"listen\"?",
            "f.toml:8:1: server[0].timeouts.conect: unknown key; expected one of"
                + " client-header, client-idle, connect, backend-idle, request; did you mean \"connect\"?",
            "f.toml:9:9: server[0].limitz: unknown key; expected one of "
                + KEYS_OF_SERVER
                + "; did you mean \"limits\"?",
            "f.toml:12:1: server[0].forward[0].algorthm: unknown key; expected one of "
                + KEYS_OF_FORWARD
                + "; did you mean \"algorithm\"?",
            "f.toml:13:32: server[0].forward[0].backends[0].waight: unknown key; expected one of "
                + KEYS_OF_BACKEND
                + "; did you mean \"weight\"?",
            "f.toml:13:44: server[0].forward[0].backends[0].\"odd\\nkey\": unknown key; expected"
                + " one of "
                + KEYS_OF_BACKEND);
  }

  @Test
  void reportsWrongTypes() {
    assertThat(
            errors(
                """
                [[runtime]]
                [access-log]
                format = ["json"]
                [[server]]
                listen = 8080
                protocol = true
                forward = "x"
                [[server]]
                listen = "a:1"
                protocol = "http"
                [server.timeouts]
                connect = 2
                [[server.forward]]
                host = [1, "a"]
                static = { root = "/", listing = "yes" }
                [[server.forward]]
                backends = ["a:1"]
                [pool]
                """))
        .containsExactly(
            "f.toml:1:3: runtime: found an array; expected one table, as [runtime] begins",
            "f.toml:3:10: access-log.format: found an array; expected one of json, combined, off",
            "f.toml:5:10: server[0].listen: found the integer 8080; " + LISTEN,
            "f.toml:6:12: server[0].protocol: found the boolean true; expected one of tcp, http, udp",
            "f.toml:7:11: server[0].forward: found the string \"x\"; expected an array of tables,"
                + " as [[server.forward]] begins an element of",
            "f.toml:12:11: server[1].timeouts.connect: found the integer 2; expected a duration"
                + " from 1ms to 1h such as \"250ms\", \"5s\" or \"1m30s\"; did you mean \"2s\"?",
            "f.toml:14:9: server[1].forward[0].host[0]: found the integer 1; expected a host name"
                + " without port such as \"example.com\", or \"*.example.com\" for all names below"
                + " it",
            "f.toml:15:34: server[1].forward[0].static.listing: found the string \"yes\"; expected"
                + " true or false",
            "f.toml:17:13: server[1].forward[1].backends[0]: found the string \"a:1\"; expected a"
                + " table with one of "
                + KEYS_OF_BACKEND,
            "f.toml:18:2: pool: found a table; expected an array of tables, as [[pool]] begins an"
                + " element of");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "127.0.0.1       | \"127.0.0.1\" has no port",
        "a:              | \"a:\" has no port",
        "[::1]           | \"[::1]\" has no port",
        "a:0             | \"a:0\": the port is out of the range 1 to 65535",
        "a:65536         | \"a:65536\": the port is out of the range 1 to 65535",
        "a:123456789012  | \"a:123456789012\": the port is out of the range 1 to 65535",
        "a:http          | \"a:http\": the port is not a number",
        "-b:80           | \"-b:80\": \"-b\" is not a host name or an IP address",
        "a b:80          | \"a b:80\": \"a b\" is not a host name or an IP address",
        "256.0.0.1:80    | \"256.0.0.1:80\": \"256.0.0.1\" is not a host name or an IP address",
        "::1             | \"::1\" has an IPv6 address without brackets",
        "[x]:80          | \"[x]:80\" has no IPv6 address in its brackets",
        "[1.2.3.4]:80    | \"[1.2.3.4]:80\" has no IPv6 address in its brackets",
        "http://a:80     | \"http://a:80\" is a URL",
      })
  void reportsBadAddresses(String address, String wrong) {
    assertThat(
            errors(
                "[[server]]\nlisten=\"a:1\"\n[[server.forward]]\nbackends = [{ address = \""
                    + address
                    + "\" }]"))
        .containsExactly(
            "f.toml:4:25: server[0].forward[0].backends[0].address: " + wrong + "; " + REMOTE);
  }

  @ParameterizedTest
  @CsvSource({
    "::1:80, has an IPv6 address without brackets, [::1]:80",
    "fe80:0:0:0:0:0:0:1:80, has an IPv6 address without brackets, [fe80:0:0:0:0:0:0:1]:80",
    ":80, has no host, 0.0.0.0:80",
    "*:80, has no host, 0.0.0.0:80",
  })
  void suggestsAddresses(String address, String wrong, String meant) {
    assertThat(
            errors(
                "[[server]]\nlisten = \""
                    + address
                    + "\"\n[[server.forward]]\nbackends = [{ address = \"a:1\" }]"))
        .containsExactly(
            "f.toml:2:10: server[0].listen: \""
                + address
                + "\" "
                + wrong
                + "; "
                + LISTEN
                + "; did you mean \""
                + meant
                + "\"?");
  }

  @Test
  void reportsBadDurationsAndSizesAtTheirPlace() {
    assertThat(
            errorsOfHttp(
                """
                timeouts = { connect = "0s", client-idle = "-5s" }
                limits = { max-header-size = "64KB", max-body-size = "lots" }"""))
        .containsExactly(
            "f.toml:4:24: server[0].timeouts.connect: \"0s\" is too short; expected a duration from"
                + " 1ms to 1h such as \"250ms\", \"5s\" or \"1m30s\"",
            "f.toml:4:44: server[0].timeouts.client-idle: \"-5s\" is not a duration; expected a"
                + " duration up to 8760h such as \"250ms\", \"5s\" or \"1m30s\", or \"0s\" for"
                + " none",
            "f.toml:5:30: server[0].limits.max-header-size: \"64KB\" is not a size; expected a size"
                + " from 1KiB to 1MiB such as \"64KiB\"; did you mean \"64KiB\"?",
            "f.toml:5:54: server[0].limits.max-body-size: \"lots\" is not a size; expected a size"
                + " such as \"512B\", \"64KiB\", \"10MiB\" or \"1GiB\", or \"0\" for no limit");
  }

  @Test
  void reportsNumbersOutOfRange() {
    assertThat(
            errors(
                """
                [runtime]
                event-loops = -1
                [[server]]
                listen = "a:1"
                protocol = "http"
                [[server.forward]]
                respond = { status = 199 }
                [[server.forward]]
                backends = [{ address = "a:1", weight = 0 }, { address = "a:2", weight = 9999999999 }]
                """))
        .containsExactly(
            "f.toml:2:15: runtime.event-loops: -1 is out of range; expected an integer from 0 to"
                + " 1024",
            "f.toml:7:22: server[0].forward[0].respond.status: 199 is out of range; expected an"
                + " integer from 200 to 599",
            "f.toml:9:41: server[0].forward[1].backends[0].weight: 0 is out of range; expected an"
                + " integer from 1 to 65535",
            "f.toml:9:74: server[0].forward[1].backends[1].weight: 9999999999 is out of range;"
                + " expected an integer from 1 to 65535");
  }

  @Test
  void reportsDuplicateNames() {
    String other = "expected a name that nothing else of its kind has";
    assertThat(
            errors(
                """
                [[server]]
                name = "a"
                listen = "h:1"
                protocol = "http"
                [[server.forward]]
                name = "2"
                respond = {}
                [[server.forward]]
                respond = {}
                [[server]]
                name = "a"
                listen = "h:2"
                [[server.forward]]
                backends = [{ address = "h:1" }, { address = "H.:1" }]
                [[pool]]
                name = "p"
                backends = [{ address = "h:1" }]
                [[pool]]
                name = "p"
                backends = [{ address = "h:1" }]
                """))
        .containsExactly(
            "f.toml:6:8: server[0].forward[0].name: \"2\" is the name of server[0].forward[1] too; "
                + other,
            "f.toml:11:8: server[1].name: \"a\" is the name of server[0] too; " + other,
            "f.toml:14:46: server[1].forward[0].backends[1].address: \"H.:1\" is the address of"
                + " server[1].forward[0].backends[0] too; expected each address once in a pool",
            "f.toml:19:8: pool[1].name: \"p\" is the name of pool[0] too; " + other);
  }

  @Test
  void reportsAnInlinePoolWithTheNameOfAnother() {
    assertThat(
            errors(
                """
                [[pool]]
                name = "a.1"
                backends = [{ address = "h:1" }]
                [[server]]
                name = "a"
                listen = "h:1"
                [[server.forward]]
                backends = [{ address = "h:1" }]
                """))
        .containsExactly(
            "f.toml:7:1: server[0].forward[0]: its pool is to be called \"a.1\", as another pool"
                + " is; expected another name for the pool, the rule or the server");
  }

  @Test
  void reportsReferencesToPoolsThatDoNotExist() {
    String server = "[[server]]\nlisten = \"a:1\"\n[[server.forward]]\npool = \"apl\"\n";
    assertThat(errors(server))
        .containsExactly(
            "f.toml:4:8: server[0].forward[0].pool: there is no pool \"apl\"; expected the name of"
                + " a [[pool]]");
    assertThat(errors(server + "[[pool]]\nname = \"api\"\nbackends = [{ address = \"a:1\" }]"))
        .containsExactly(
            "f.toml:4:8: server[0].forward[0].pool: there is no pool \"apl\"; expected api; did you"
                + " mean \"api\"?");
  }

  @Test
  void reportsUnknownNamesOfChoices() {
    assertThat(
            errors(
                """
                [runtime]
                transport = "io-uring"
                [[server]]
                listen = "a:1"
                protocol = "quic"
                [[server.forward]]
                algorithm = "least-conections"
                backends = [{ address = "a:1" }]
                """))
        .containsExactly(
            "f.toml:2:13: runtime.transport: \"io-uring\" is unknown; expected one of auto, epoll,"
                + " io_uring, nio; did you mean \"io_uring\"?",
            "f.toml:5:12: server[0].protocol: \"quic\" is unknown; expected one of tcp, http, udp",
            "f.toml:7:13: server[0].forward[0].algorithm: \"least-conections\" is unknown; expected "
                + Text.oneOf(Algorithm.ids())
                + "; did you mean \"least-connections\"?");
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0:80, 127.0.0.1:80, true",
    "127.0.0.1:80, 0.0.0.0:80, true",
    "[::]:80, 127.0.0.1:80, true",
    "[::1]:80, [0:0:0:0:0:0:0:1]:80, true",
    "localhost:80, 127.0.0.1:80, true",
    "A:80, a:80, true",
    "0.0.0.0:80, [::1]:80, false",
    "127.0.0.1:80, 127.0.0.2:80, false",
    "127.0.0.1:80, 127.0.0.1:81, false",
    "127.0.0.1:0, 127.0.0.1:0, false",
  })
  void reportsTwoServersOnOneAddress(String first, String second, boolean clash) {
    String forward = "\"\n[[server.forward]]\nbackends = [{ address = \"a:1\" }]\n";
    List<String> errors =
        errors(
            "[[server]]\nlisten = \""
                + first
                + forward
                + "[[server]]\nlisten = \""
                + second
                + forward);
    if (clash) {
      assertThat(errors)
          .contains(
              "f.toml:6:10: server[1].listen: \""
                  + second
                  + "\" is in use: server[0] listens on \""
                  + first
                  + "\"; expected an address that no other server listens on");
    } else {
      assertThat(errors).isEmpty();
    }
  }

  @Test
  void reportsSeveralDestinationsAndNone() {
    String expected = "; expected exactly one of pool, backends, split, static, respond, redirect";
    assertThat(
            errors(
                """
                [[server]]
                listen = "a:1"
                protocol = "http"
                forward = [
                  { path = "/a", backends = [{ address = "a:1" }], respond = {} },
                  { path = "/b" },
                  { path = "/c", respond = {}, algorithm = "RR" },
                ]
                """))
        .containsExactly(
            "f.toml:5:52: server[0].forward[0].respond: a destination beside backends" + expected,
            "f.toml:6:3: server[0].forward[1]: no destination" + expected,
            "f.toml:7:32: server[0].forward[2].algorithm: belongs to backends, which this rule does"
                + " not have; expected algorithm in the [[pool]], or beside backends");
  }

  @Test
  void reportsWhatAServerOfTcpCannotDo() {
    String not = "not possible on a server of protocol tcp; expected ";
    assertThat(
            errors(
                """
                [[server]]
                listen = "a:1"
                [server.limits]
                max-body-size = "1MiB"
                [[server.forward]]
                host = "a"
                path = "/x"
                method = "GET"
                header = { x = "1" }
                query = { x = "1" }
                respond = {}
                [[server.forward]]
                backends = [{ address = "a:1" }]
                """))
        .containsExactly(
            "f.toml:3:9: server[0].limits: " + not + "no limits, or protocol = \"http\"",
            "f.toml:6:1: server[0].forward[0].host: " + not + "no host, or protocol = \"http\"",
            "f.toml:7:1: server[0].forward[0].path: " + not + "no path, or protocol = \"http\"",
            "f.toml:8:1: server[0].forward[0].method: " + not + "no method, or protocol = \"http\"",
            "f.toml:9:1: server[0].forward[0].header: " + not + "no header, or protocol = \"http\"",
            "f.toml:10:1: server[0].forward[0].query: " + not + "no query, or protocol = \"http\"",
            "f.toml:11:1: server[0].forward[0].respond: "
                + not
                + "exactly one of pool, backends, split",
            "f.toml:12:1: server[0].forward[1]: nothing is left for it: server[0].forward[0] takes"
                + " every connection; expected one rule without sni and alpn, or protocol ="
                + " \"http\"");
  }

  @Test
  void reportsWhatIsMissing() {
    assertThat(errors("[runtime]\n"))
        .containsExactly("f.toml:1:1: server: missing; expected at least one [[server]]");
    assertThat(errors("server = []\n"))
        .containsExactly("f.toml:1:10: server: empty; expected at least one [[server]]");
    assertThat(errors("\n[[server]]\n\n[[pool]]\n"))
        .containsExactly(
            "f.toml:2:1: server[0].listen: missing; " + LISTEN,
            "f.toml:2:1: server[0].forward: missing; expected at least one [[server.forward]]",
            "f.toml:4:1: pool[0].name: missing; expected a name of 1 to 128 visible characters",
            "f.toml:4:1: pool[0].backends: missing; expected at least one { address = … }");
    assertThat(errorsOfForward("static = {}"))
        .containsExactly(
            "f.toml:5:10: server[0].forward[0].static.root: missing; expected an existing folder,"
                + " absolute or relative to the folder of this file");
    assertThat(errors("# nothing\n"))
        .containsExactly("f.toml: the file is empty; expected at least one [[server]]");
  }

  @Test
  void reportsFoldersThatAreMissing(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("file"), "");
    Reading there = new Reading(folder, Map.of());
    String rest = "; expected an existing folder, absolute or relative to the folder of this file";
    String toml =
        """
        [access-log]
        path = "none/log"
        [[server]]
        listen = "a:1"
        protocol = "http"
        [[server.forward]]
        path = "/a"
        static = { root = "public", index = "a/b", spa-fallback = "../x" }
        [[server.forward]]
        path = "/b"
        static = { root = "file" }
        [[server.forward]]
        path = "/c"
        static = { root = "." }
        """;
    assertThat(there.errors(toml))
        .containsExactly(
            "f.toml:2:8: access-log.path: \"none/log\" is in a folder that does not exist; expected"
                + " a file in an existing folder, or \"-\" for standard output",
            "f.toml:8:19: server[0].forward[0].static.root: \"public\" does not exist" + rest,
            "f.toml:8:37: server[0].forward[0].static.index: \"a/b\" is not the name of a file;"
                + " expected the name of a file such as \"index.html\"",
            "f.toml:8:59: server[0].forward[0].static.spa-fallback: \"../x\" is not a file below"
                + " root; expected a file below root such as \"index.html\" or \"app/index.html\"",
            "f.toml:11:19: server[0].forward[1].static.root: \"file\" is not a folder" + rest);
  }

  @Test
  void reportsWhatCannotBeSaidOfFiles() {
    String caching = "; expected directives for caches such as \"public, max-age=3600\"";
    assertThat(
            errorsOfForward(
                "static = { root = \"/\", precompressed = [\"gz\", 1], cache-control = \"\" }"))
        .containsExactly(
            "f.toml:5:41: server[0].forward[0].static.precompressed[0]: \"gz\" is unknown; expected"
                + " one of br, zstd, gzip",
            "f.toml:5:47: server[0].forward[0].static.precompressed[1]: found the integer 1;"
                + " expected one of br, zstd, gzip",
            "f.toml:5:67: server[0].forward[0].static.cache-control: \"\" is no list of directives"
                + caching);
    for (String wrong :
        List.of("max-age = 1", "public,", "public max-age=1", "a=\\\"b", "a\\nb: c", "\u00e9")) {
      assertThat(errorsOfForward("static = { root = \"/\", cache-control = \"" + wrong + "\" }"))
          .as(wrong)
          .singleElement()
          .asString()
          .endsWith(" is no list of directives" + caching);
    }
    for (String right :
        List.of("no-store", "public , max-age=1,immutable", "private=\\\"a, b\\\", x=\\\"\\\"")) {
      assertThat(errorsOfForward("static = { root = \"/\", cache-control = \"" + right + "\" }"))
          .as(right)
          .isEmpty();
    }
  }

  @Test
  void reportsEnvironmentVariablesThatAreMissing() {
    String expected = "; expected a variable that is set, ${NAME:-default}, or $${ for a plain ${";
    assertThat(errorsOfForward("respond = { body = \"${SLUICE_NONE}\", content-type = \"${\" }"))
        .containsExactly(
            "f.toml:5:20: server[0].forward[0].respond.body: the environment variable SLUICE_NONE is"
                + " not set"
                + expected,
            "f.toml:5:53: server[0].forward[0].respond.content-type: \"${\" does not begin a"
                + " reference to an environment variable"
                + expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "path = \"x\"        | path | \"x\" does not begin with \"/\" or \"~\" | /x",
        "path = \"/x*\"      | path | \"/x*\" has a \"*\" that is not a last segment of its own | /x/*",
        "path = \"/a b\"     | path | \"/a b\" has a character that a path can't have (write it percent-encoded) |",
        "path = \"/a/../b\"  | path | \"/a/../b\" has a segment \".\" or \"..\" |",
        "path = \"/a/%2E%2e\" | path | \"/a/%2E%2e\" has a segment \".\" or \"..\" |",
        "path = \"/a%2f.\"   | path | \"/a%2f.\" has a segment \".\" or \"..\" |",
        "path = \"/a//b/*\"  | path | \"/a//b/*\" has an empty segment, as no path has that is looked at | /a/b/*",
        "path = \"/a;b\"     | path | \"/a;b\" has a \";\", and what is behind one in a segment is never looked at (write %3B if it belongs to a name) |",
        "path = \"/%c0%af\"  | path | \"/%c0%af\" has encoded octets that are not UTF-8 |",
        "path = \"/a%00\"    | path | \"/a%00\" has an encoded control character or backslash, which is refused |",
        "path = \"/a%5Cb\"   | path | \"/a%5Cb\" has an encoded control character or backslash, which is refused |",
        "path = \"~\"        | path | \"~\" has no regular expression |",
        "path = \"~(\"       | path | \"~(\" is not a regular expression: Unclosed group at character 2 |",
        "path = []           | path | empty |",
        "host = \"a.*.b\"    | host | \"a.*.b\" has a \"*\" that is not the whole first label |",
        "host = \"*\"        | host | \"*\" is not needed: a rule without host takes every host |",
        "host = \"*.a:80\"   | host | \"*.a:80\" has a port | *.a",
        "host = \"a..b\"     | host | \"a..b\" is not a host name |",
        "host = \"a.\"       | host | \"a.\" is not a host name |",
        "host = \"*.1.2\"    | host | \"*.1.2\" is not a host name |",
        "host = \"stra\u00dfe.de\" | host | \"stra\u00dfe.de\" has a letter that old and new programs encode differently (write its xn-- form) |",
        "name = \"\"         | name | empty |",
        "name = \"a\\u0007\" | name | \"a\\u{7}\" has an invisible character |",
      })
  void reportsBadConditions(String line, String key, String wrong, String meant) {
    List<String> errors = errorsOfForward(line + "\nrespond = {}");
    assertThat(errors).hasSize(1);
    assertThat(errors.get(0))
        .startsWith("f.toml:5:8: server[0].forward[0]." + key + ": " + wrong + "; expected ");
    if (meant == null) {
      assertThat(errors.get(0)).doesNotContain("did you mean");
    } else {
      assertThat(errors.get(0)).endsWith("; did you mean \"" + meant + "\"?");
    }
  }

  @Test
  void reportsAnswersThatCannotBe() {
    assertThat(
            errorsOfForward(
                "respond = { status = 204, body = \"x\", content-type = \"a/b\\r\\nx: y\" }"))
        .containsExactly(
            "f.toml:5:34: server[0].forward[0].respond.body: an answer with status 204 has no body;"
                + " expected no body here",
            "f.toml:5:54: server[0].forward[0].respond.content-type: \"a/b\\u{d}\\u{a}x: y\" is not"
                + " a media type; expected a media type such as \"text/plain\"");
  }
}
