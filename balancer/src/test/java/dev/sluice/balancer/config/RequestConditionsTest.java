package dev.sluice.balancer.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be wrong with the methods, headers and queries of a rule. */
class RequestConditionsTest {

  private static final String HEADER =
      "expected the value of a header such as \"1\", or \"*\" for any";

  /** Lines of a rule, from line 5. */
  private static List<String> errors(String lines) {
    return Reading.plain()
        .errors(
            "[[server]]\nlisten = \"h:1\"\nprotocol = \"http\"\n[[server.forward]]\n"
                + lines
                + "\nrespond = {}\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "method = \"get\"     | 5:10 | method: \"get\" is not in capital letters; expected a method such as \"GET\"; did you mean \"GET\"?",
        "method = [\"GET\", \"a b\"] | 5:18 | method[1]: \"a b\" is not a method; expected a method such as \"GET\"",
        "method = \"CONNECT\" | 5:10 | method: \"CONNECT\" is never forwarded; expected a method such as \"GET\"",
        "method = 1          | 5:10 | method: found the integer 1; expected a method such as \"GET\"; did you mean \"1\"?",
        "method = []         | 5:10 | method: empty; expected at least one, or no method at all to match every one",
        "header = {}         | 5:10 | header: empty; expected at least one, or no header at all to match every one",
        "header = \"x\"      | 5:10 | header: found the string \"x\"; expected a table whose keys are each the name of a header such as x-canary",
        "header = { \"a b\" = \"1\" } | 5:12 | header.\"a b\": \"a b\" can't be the name of a header; expected the name of a header such as x-canary",
        "header = { Host = \"h\" } | 5:12 | header.Host: \"host\" has a key of its own beside header; expected the name of a header such as x-canary",
        "header = { a = \"1\", A = \"2\" } | 5:21 | header.A: \"a\" is there twice; expected the name of a header such as x-canary",
        "query = []          | 5:9  | query: found an array; expected a table whose keys are each the name of a parameter such as version",
        "query = { \"\" = \"1\" } | 5:11 | query.\"\": empty; expected the name of a parameter such as version",
        "query = { v = 1 }   | 5:15 | query.v: found the integer 1; expected a value such as \"1\", or \"*\" for any; did you mean \"1\"?",
        "query = { v = [\"1\"] } | 5:15 | query.v: found an array; expected a value such as \"1\", or \"*\" for any",
      })
  void reportsConditionsThatCannotBe(String line, String position, String message) {
    assertThat(errors(line))
        .containsExactly("f.toml:" + position + ": server[0].forward[0]." + message);
  }

  @Test
  void reportsValuesThatNoHeaderHas() {
    assertThat(errors("header = { a = \"\u00e9\", b = \"x\\ny\", c = \" 1\" }"))
        .containsExactly(
            "f.toml:5:16: server[0].forward[0].header.a: \"\u00e9\" has a character that is not ASCII or"
                + " invisible; "
                + HEADER,
            "f.toml:5:25: server[0].forward[0].header.b: \"x\\u{a}y\" has a character that is not"
                + " ASCII or invisible; "
                + HEADER,
            "f.toml:5:37: server[0].forward[0].header.c: \" 1\" has white space around it, as no"
                + " value has; "
                + HEADER
                + "; did you mean \"1\"?");
  }

  @Test
  void aTableMayHaveAHeaderOfItsOwn() {
    assertThat(
            errors(
                "respond = {}\n[server.forward.header]\nx-canary = \"\"\n[[server.forward]]\npath = \"/x\""))
        .isEmpty();
  }

  @Test
  void otherMethodsAndOddNamesAreAllowed() {
    assertThat(errors("method = [\"PROPFIND\", \"x-Own\"]\nquery = { \"a b\" = \"\u00e9\" }"))
        .isEmpty();
  }
}
