package dev.sluice.vertx.config.toml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorTest {

  private static TomlException fail(String toml) {
    return catchThrowableOfType(TomlException.class, () -> TomlDocument.parse(toml));
  }

  static Stream<Arguments> mistakes() {
    String strings = "; strings need quotes";
    return Stream.of(
        Arguments.of("a = 1\na = 2", "2:1: a is defined twice: first at 1:1"),
        Arguments.of("a = 1\n b.c = 1\nb . c = 2", "3:1: b.c is defined twice: first at 2:2"),
        Arguments.of("x = [{ b = 1,\tb = 2 }]", "1:15: b is defined twice: first at 1:8"),
        Arguments.of("[a]\n[b]\n[a]", "3:1: a is defined twice: first at 1:1"),
        Arguments.of("a = 1\n[a.b]", "2:1: a is not a table (previously defined at 1:1)"),
        Arguments.of("a.b = 1\n[a]", "2:1: a is defined twice: first at 1:1"),
        Arguments.of("[[a]]\n[a]", "2:1: a is defined twice: first at 1:1"),
        Arguments.of("[a]\n[[a]]", "2:1: a is not an array (previously defined at 1:1)"),
        Arguments.of("a = [1]\n[[a]]", "2:1: a previously defined as a literal array at 1:1"),
        Arguments.of(
            "a = {}\na.b = 1", "2:1: a is an inline table (defined at 1:5) and cannot be extended"),
        Arguments.of(
            "a = \"x\\q\"",
            "1:7: invalid escape sequence '\\q'; write a backslash as \\\\, or use a 'literal string'"),
        Arguments.of(
            "a = \"\\e\"",
            "1:6: invalid escape sequence '\\e'; write a backslash as \\\\, or use a 'literal string'"),
        Arguments.of(
            "a = \"C:\\Users\"",
            "1:8: invalid Unicode escape: \\uXXXX or \\UXXXXXXXX with the hexadecimal number of a"
                + " character; write a backslash as \\\\, or use a 'literal string'"),
        Arguments.of(
            "a = 9223372036854775808",
            "1:5: integer out of range: it must fit in 64 bits, -9223372036854775808 to"
                + " 9223372036854775807"),
        Arguments.of(
            "a = -9223372036854775809",
            "1:5: integer out of range: it must fit in 64 bits, -9223372036854775808 to"
                + " 9223372036854775807"),
        Arguments.of("a = 1e999", "1:5: number out of range for a 64-bit float"),
        Arguments.of(
            "Aa = {}\nAa.b = 1",
            "2:1: Aa is an inline table (defined at 1:6) and cannot be extended"),
        Arguments.of(
            "a = 1 \f",
            "1:7: control character U+000C is not allowed; in a \"basic"
                + " string\" write it as \\u000C"),
        Arguments.of(
            "a = \b",
            "1:5: control character U+0008 is not allowed; in a \"basic"
                + " string\" write it as \\u0008"),
        Arguments.of("a = 1 😀", "1:7: expected the end of the line, found '😀'" + strings),
        Arguments.of("a = 01", "1:5: leading zeros are not allowed"),
        Arguments.of("a = 2024-13-01", "1:10: invalid month (valid range 01..12)"),
        Arguments.of("a = 07:32", "1:10: seconds are required in a time"),
        Arguments.of("a = 5s", "1:6: expected the end of the line, found 's'" + strings),
        Arguments.of(
            "é = 1",
            "1:1: expected a key or a [table] header, found 'é'; keys with"
                + " characters other than A-Z a-z 0-9 _ - need quotes"),
        Arguments.of("= 1", "1:1: expected a key or a [table] header, found '='"),
        Arguments.of("a: 1", "1:2: expected = after the key, found ':'"),
        Arguments.of("a =", "1:4: expected a value after ="),
        Arguments.of(
            "a = True",
            "1:5: expected a value, found 'T'; strings need quotes, true and"
                + " false are written in lower case"),
        Arguments.of("'é😀' = 1 2", "1:10: expected the end of the line, found '2'" + strings),
        Arguments.of(
            "\"é😀\" = 'x", "1:10: this string is not closed: expected ' before the end of input"),
        Arguments.of(
            "a = \"x\nb = 1", "1:7: this string is not closed: expected \" before the end of line"),
        Arguments.of(
            "a = \"\"\"x\n",
            "2:1: this string is not closed: expected \"\"\" before the end of input"),
        Arguments.of(
            "a = [1,\n2",
            "2:2: expected ] or a comma, found end of input; the array opened"
                + " at 1:5 is unclosed"),
        Arguments.of("a = { b = 1, }", "1:12: a trailing comma is not allowed in an inline table"),
        Arguments.of("a = {\nb = 1 }", "1:6: newlines are not allowed in an inline table"),
        Arguments.of(
            "a = \"\u0001\"",
            "1:6: control character U+0001 is not allowed; in a \"basic"
                + " string\" write it as \\u0001"),
        Arguments.of(
            "# \u007f",
            "1:3: control character U+007F is not allowed; in a \"basic"
                + " string\" write it as \\u007F"),
        Arguments.of(
            "a = 1\rb = 2",
            "1:6: carriage return without a line feed; lines end in LF or" + " CRLF"),
        Arguments.of("a = '\ud800'", "1:6: expected ', found '\\ud800'"),
        Arguments.of(
            "a = " + "[".repeat(200),
            "1:134: nesting is too deep (more than 128 levels of" + " tables and arrays)"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void saysWhatIsWrongAndWhere(String toml, String expected) {
    assertThat(fail(toml).getMessage().lines()).first().isEqualTo(expected);
  }

  @Test
  void reportsEveryErrorInOrderOnItsOwnLine() {
    TomlException failure = fail("x = 1 y\r\nok = 1\r\nz =\r\n[a]\r\n[a]\r\n\tq = '");

    assertThat(failure.errors())
        .extracting(TomlError::position)
        .containsExactly(
            new Position(1, 7), new Position(3, 4), new Position(5, 1), new Position(6, 7));
    assertThat(failure.getMessage().lines())
        .containsExactlyElementsOf(failure.errors().stream().map(TomlError::toString).toList());
    assertThat(failure.getStackTrace()).isEmpty();
  }

  @Test
  void reportsOnePlaceOnlyOnce() {
    assertThat(fail("a = {,}").errors()).hasSize(1);
  }

  @Test
  void ignoresTheByteOrderMarkInColumns() {
    assertThat(fail("\uFEFFa = ?").errors().get(0).position()).isEqualTo(new Position(1, 5));
    assertThat(fail("a = 1\n\uFEFFb = 2").errors().get(0).position()).isEqualTo(new Position(2, 1));
  }

  @Test
  void saysWhereBytesAreNotUtf8() {
    byte[] latin = "\u00ef\u00bb\u00bfa = 1\r\nk = 'x\u00e9'".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(catchThrowableOfType(TomlException.class, () -> Utf8.decode(latin)))
        .hasMessage("2:7: byte 0xE9 is not UTF-8; TOML is written in UTF-8");
    byte[] cut = {'a', (byte) 0xF0, (byte) 0x9F};
    assertThat(catchThrowableOfType(TomlException.class, () -> Utf8.decode(cut)))
        .hasMessage("1:2: byte 0xF0 is not UTF-8; TOML is written in UTF-8");
    assertThat(Utf8.decode("é😀".getBytes(StandardCharsets.UTF_8))).isEqualTo("é😀");
    assertThat(Utf8.decode(new byte[0])).isEmpty();
  }
}
