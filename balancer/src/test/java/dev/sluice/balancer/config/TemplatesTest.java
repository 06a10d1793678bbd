package dev.sluice.balancer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.balancer.config.Template.Group;
import dev.sluice.balancer.config.Template.Header;
import dev.sluice.balancer.config.Template.Literal;
import dev.sluice.balancer.config.Template.Of;
import dev.sluice.balancer.config.Template.Variable;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TemplatesTest {

  private static List<Template.Part> value(String text) throws InvalidValue {
    return Templates.FIELD_VALUE.parser().parse(text).parts();
  }

  private static List<Template.Part> replacement(String text) throws InvalidValue {
    return Templates.REPLACEMENT.parser().parse(text).parts();
  }

  @ParameterizedTest
  @EnumSource
  void knowsEveryVariable(Variable variable) throws InvalidValue {
    assertThat(value("a{" + variable.id() + "}b"))
        .containsExactly(new Literal("a"), new Of(variable), new Literal("b"));
  }

  @Test
  void readsPiecesInTheirOrder() throws InvalidValue {
    assertThat(value("")).isEmpty();
    assertThat(value("{host}{header:X-A}"))
        .containsExactly(new Of(Variable.HOST), new Header("x-a"));
    assertThat(replacement("/$1/$0{path}$2"))
        .containsExactly(
            new Literal("/"),
            new Group(1),
            new Literal("/"),
            new Group(0),
            new Of(Variable.PATH),
            new Group(2));
  }

  @Test
  void takesWhatIsDoubledForItself() throws InvalidValue {
    assertThat(value("{{a}}")).containsExactly(new Literal("{a}"));
    assertThat(value("{{{host}}}"))
        .containsExactly(new Literal("{"), new Of(Variable.HOST), new Literal("}"));
    assertThat(replacement("$$1$1")).containsExactly(new Literal("$1"), new Group(1));
  }

  @Test
  void knowsGroupsInReplacementsOnly() throws InvalidValue {
    assertThat(value("$1 $$ $")).containsExactly(new Literal("$1 $$ $"));
    assertThat(Templates.REPLACEMENT.parser().parse("$3$1").groups()).isEqualTo(3);
    assertThat(Templates.REPLACEMENT.parser().parse("x").groups()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a{host      | has a \"{\" without \"}\" (write \"{{\")",
        "{           | has a \"{\" without \"}\" (write \"{{\")",
        "a}b         | has a \"}\" without \"{\" (write \"}}\")",
        "{}          | there is no variable {}",
        "{hosts}     | there is no variable {hosts}",
        "{Host}      | there is no variable {Host}",
        "{header:}   | \"\" is not the name of a field",
        "{header:a b}| \"a b\" is not the name of a field",
        "$           | has a \"$\" without the number of a group (write \"$$\")",
        "$x          | has a \"$\" without the number of a group (write \"$$\")",
      })
  void refusesWhatMeansNothing(String text, String message) {
    assertThatThrownBy(() -> replacement(text))
        .isInstanceOf(InvalidValue.class)
        .hasMessage(message);
  }

  @Test
  void suggestsWhatMayHaveBeenMeant() {
    assertThatThrownBy(() -> value("{client-id}"))
        .satisfies(e -> assertThat(((InvalidValue) e).suggestion()).contains("{client-ip}"));
  }

  /** Nor is the text told, which may hold a token. */
  @ParameterizedTest
  @CsvSource({"'a\r\nb: c'", "'a\nb'", "'a\0'", "'a\tb'", "'a\u007f'", "'caf\u00e9'"})
  void refusesWhatNoFieldCanHave(String text) {
    assertThatThrownBy(() -> value(text)).hasMessage("has a character that no field can have");
    assertThatThrownBy(() -> replacement(text))
        .hasMessage("has a character that no field can have");
  }
}
