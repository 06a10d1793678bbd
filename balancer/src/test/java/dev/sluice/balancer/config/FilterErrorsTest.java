package dev.sluice.balancer.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be wrong with filters and redirects. */
class FilterErrorsTest {

  private static final String NAME =
      "the name of a field such as x-env, but none that belongs to a connection";

  private static List<String> errors(String toml) {
    return Reading.plain()
        .errors(toml + "\n[[pool]]\nname = \"p\"\nbackends = [{ address = \"a:1\" }]\n");
  }

  /** Lines of a rule that leads to a pool, from line 6. */
  private static List<String> errorsOfRule(String... lines) {
    return errors(
        "[[server]]\nlisten = \"h:1\"\nprotocol = \"http\"\n[[server.forward]]\npool = \"p\"\n"
            + String.join("\n", lines));
  }

  /** A rule with another destination, on line 5. */
  private static List<String> errorsOf(String... lines) {
    return errors(
        "[[server]]\nlisten = \"h:1\"\nprotocol = \"http\"\n[[server.forward]]\n"
            + String.join("\n", lines));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "strip-prefix = \"api\" | 6:16 | strip-prefix: \"api\" does not begin with \"/\"; expected the beginning of a path such as \"/api\"",
        "strip-prefix = \"/\" | 6:16 | strip-prefix: \"/\" is the beginning of every path; expected the beginning of a path such as \"/api\"",
        "strip-prefix = 1 | 6:16 | strip-prefix: found the integer 1; expected the beginning of a path such as \"/api\"",
        "rewrite = { path = \"(\", to = \"/\" } | 6:20 | rewrite.path: \"(\" is not a regular expression: Unclosed group at character 2; expected a regular expression such as \"^/v1/(.*)$\"",
        "rewrite = { path = \"^/a\" } | 6:11 | rewrite.to: missing; expected visible characters, with groups such as $1 and variables such as {path}",
        "rewrite = { to = \"/\" } | 6:11 | rewrite.path: missing; expected a regular expression such as \"^/v1/(.*)$\"",
        "rewrite = { path = \"^/(a)\", to = \"/$2\" } | 6:34 | rewrite.to: there is no group $2 in path; expected groups from $0 to $1",
        "rewrite = { path = \"^/a\", to = \"/$\" } | 6:32 | rewrite.to: has a \"$\" without the number of a group (write \"$$\"); expected visible characters, with groups such as $1 and variables such as {path}",
        "request-headers = { set = { x = \"{hots}\" } } | 6:33 | request-headers.set.x: there is no variable {hots}; expected visible characters, with variables such as {client-ip} or {header:NAME}; did you mean \"{host}\"?",
        "request-headers = { add = { x = 1 } } | 6:33 | request-headers.add.x: found the integer 1; expected visible characters, with variables such as {client-ip} or {header:NAME}; did you mean \"1\"?",
        "response-headers = { sett = {} } | 6:22 | response-headers.sett: unknown key; expected one of remove, set, add; did you mean \"set\"?",
        "compress = 1 | 6:12 | compress: found the integer 1; expected one table, as [server.forward.compress] begins",
        "compress = { codings = [] } | 6:24 | compress.codings: empty; expected at least one, or no compress",
        "compress = { types = [] } | 6:22 | compress.types: empty; expected at least one, or no compress",
        "compress = { codings = [\"gz\"] } | 6:25 | compress.codings[0]: \"gz\" is unknown; expected one of br, zstd, gzip",
        "compress = { types = \"html\" } | 6:22 | compress.types: \"html\" is not a media type; expected a media type such as \"text/html\" or \"text/*\"",
        "compress = { minimum-size = \"17MiB\" } | 6:29 | compress.minimum-size: \"17MiB\" is too large; expected a size from 0 to 16MiB such as \"64KiB\"",
        "cors = {} | 6:8 | cors.origins: missing; expected an origin such as \"https://app.example.com\" or \"https://*.example.com\", or \"*\"",
        "cors = { origins = [] } | 6:20 | cors.origins: empty; expected at least one, or no cors",
        "cors = { origins = \"example.com\" } | 6:20 | cors.origins: \"example.com\" is not an origin; expected an origin such as \"https://app.example.com\" or \"https://*.example.com\", or \"*\"",
        "cors = { origins = \"https://a/\" } | 6:20 | cors.origins: \"https://a/\" is not an origin; expected an origin such as \"https://app.example.com\" or \"https://*.example.com\", or \"*\"",
        "cors = { origins = \"*\", credentials = true } | 6:39 | cors.credentials: not possible with any origin: every site could act for its visitors; expected false, or origins by name",
        "cors = { origins = \"*\", methods = [\"P T\"] } | 6:36 | cors.methods[0]: \"P T\" is not a method; expected a method such as \"PUT\"",
        "cors = { origins = \"*\", expose-headers = \"a:\" } | 6:42 | cors.expose-headers: \"a:\" is not the name of a field; expected the name of a field such as \"x-env\"",
        "cors = { origins = \"*\", max-age = \"25h\" } | 6:35 | cors.max-age: \"25h\" is too long; expected a duration from 0s to 24h such as \"250ms\", \"5s\" or \"1m30s\"",
      })
  void reportsFiltersThatCannotBe(String line, String position, String message) {
    assertThat(errorsOfRule(line))
        .containsExactly("f.toml:" + position + ": server[0].forward[0]." + message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection",
        "content-length",
        "Keep-Alive",
        "proxy-connection",
        "TE",
        "trailer",
        "Transfer-Encoding",
        "upgrade"
      })
  void reportsFieldsThatBelongToAConnection(String name) {
    String wrong =
        "\"" + name + "\" belongs to a connection or a message's framing; expected " + NAME;
    for (String table : List.of("request-headers", "response-headers")) {
      String at = "server[0].forward[0]." + table;
      assertThat(
              errorsOfRule(
                  "[server.forward." + table + "]",
                  "remove = [\"" + name + "\"]",
                  "set = { " + name + " = \"\" }",
                  "add = { " + name + " = \"\" }"))
          .containsExactly(
              "f.toml:7:11: " + at + ".remove[0]: " + wrong,
              "f.toml:8:9: " + at + ".set." + name + ": " + wrong,
              "f.toml:9:9: " + at + ".add." + name + ": " + wrong);
    }
  }

  @Test
  void reportsFieldsThatCannotBe() {
    String at = "server[0].forward[0].request-headers.";
    assertThat(
            errorsOfRule(
                "[server.forward.request-headers]",
                "remove = \"a b\"",
                "set = { X-A = \"1\", x-a = \"2\" }",
                "add = { Host = \"a\" }"))
        .containsExactly(
            "f.toml:7:10: " + at + "remove: \"a b\" is not the name of a field; expected " + NAME,
            "f.toml:8:20: " + at + "set.x-a: \"x-a\" is there twice; expected " + NAME,
            "f.toml:9:9: "
                + at
                + "add.Host: \"Host\" is in every request exactly once, so it can be set; expected "
                + NAME);
    assertThat(errorsOfRule("request-headers = { set = \"x\" }"))
        .containsExactly(
            "f.toml:6:27: "
                + at
                + "set: found the string \"x\"; expected a table whose keys are each "
                + NAME);
  }

  /** A token is for nobody's eyes. */
  @Test
  void keepsValuesToItself() {
    assertThat(errorsOfRule("request-headers = { set = { x-token = \"s3cr}t\" } }"))
        .singleElement()
        .asString()
        .doesNotContain("s3cr");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "redirect = {} | 5:12 | to: missing; expected a URL or a path, such as \"https://{host}{uri}\" or \"/new/$1\"",
        "redirect = { to = \"new\" } | 5:19 | to: \"new\" is neither a URL nor a path; expected a URL or a path, such as \"https://{host}{uri}\" or \"/new/$1\"",
        "redirect = { to = \"/a b\" } | 5:19 | to: \"/a b\" is neither a URL nor a path; expected a URL or a path, such as \"https://{host}{uri}\" or \"/new/$1\"",
        "redirect = { to = \"/$1\" } | 5:19 | to: there is no group $1 in path; expected $0, or groups in path",
        "redirect = { to = \"/\", status = 304 } | 5:33 | status: 304 is not for redirects; expected one of 301, 302, 303, 307, 308",
        "redirect = { to = \"/\", status = 200 } | 5:33 | status: 200 is out of range; expected an integer from 301 to 308",
        "redirect = { to = \"/\", path = \"\" } | 5:31 | path: \"\" has no regular expression; expected a regular expression such as \"^/v1/(.*)$\"",
      })
  void reportsRedirectsThatCannotBe(String line, String position, String message) {
    assertThat(errorsOf(line))
        .containsExactly("f.toml:" + position + ": server[0].forward[0].redirect." + message);
  }

  @Test
  void reportsChangesOfPathsThatGoNowhere() {
    String wrong = "belongs to a pool, which this rule does not have; expected no ";
    assertThat(
            errorsOf(
                "respond = {}", "strip-prefix = \"/a\"", "rewrite = { path = \"a\", to = \"/\" }"))
        .containsExactly(
            "f.toml:6:1: server[0].forward[0].strip-prefix: "
                + wrong
                + "strip-prefix, or one of pool, backends, split",
            "f.toml:7:1: server[0].forward[0].rewrite: "
                + wrong
                + "rewrite, or one of pool, backends, split");
    assertThat(
            errorsOf(
                "respond = {}", "response-headers = {}", "compress = true", "cors.origins = '*'"))
        .isEmpty();
  }

  @Test
  void reportsWhatAServerOfTcpCannotDo() {
    String not = "not possible on a server of protocol tcp; expected no ";
    assertThat(
            errors(
                """
                [[server]]
                listen = "h:1"
                [[server.forward]]
                backends = [{ address = "a:2" }]
                strip-prefix = "/a"
                rewrite = { path = "a", to = "/" }
                request-headers = { remove = "x" }
                response-headers = { remove = "x" }
                compress = true
                cors = { origins = "*" }
                """))
        .containsExactly(
            "f.toml:5:1: server[0].forward[0].strip-prefix: "
                + not
                + "strip-prefix, or protocol = \"http\"",
            "f.toml:6:1: server[0].forward[0].rewrite: " + not + "rewrite, or protocol = \"http\"",
            "f.toml:7:1: server[0].forward[0].request-headers: "
                + not
                + "request-headers, or protocol = \"http\"",
            "f.toml:8:1: server[0].forward[0].response-headers: "
                + not
                + "response-headers, or protocol = \"http\"",
            "f.toml:9:1: server[0].forward[0].compress: "
                + not
                + "compress, or protocol = \"http\"",
            "f.toml:10:1: server[0].forward[0].cors: " + not + "cors, or protocol = \"http\"");
  }

  @ParameterizedTest
  @CsvSource({"tcp", "udp"})
  void reportsFieldsOfAPoolThatGetsConnections(String protocol) {
    assertThat(
            Reading.plain()
                .errors(
                    """
                    [[server]]
                    listen = "h:1"
                    protocol = "%s"
                    forward = [{ pool = "p" }]
                    [[pool]]
                    name = "p"
                    backends = [{ address = "a:1" }]
                    request-headers = { set = { x = "1" } }
                    """
                        .formatted(protocol)))
        .containsExactly(
            "f.toml:8:1: pool[0].request-headers: not possible with protocol "
                + protocol
                + ", which server[0].forward[0] is of; expected no request-headers, or rules of"
                + " protocol http only");
  }
}
