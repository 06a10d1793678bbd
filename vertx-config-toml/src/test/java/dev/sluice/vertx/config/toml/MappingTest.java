package dev.sluice.vertx.config.toml;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappingTest {

  private static JsonObject read(String... lines) {
    return TomlDocument.parse(String.join("\n", lines)).json();
  }

  private static Object value(String toml) {
    return read("v = " + toml).getValue("v");
  }

  @Test
  void mapsEveryKindOfString() {
    assertThat(value("\"a\\tb\\\"c\\u00e9\\U0001F600\\\\\"")).isEqualTo("a\tb\"c\u00e9😀\\");
    assertThat(value("'C:\\new'")).isEqualTo("C:\\new");
    assertThat(value("\"\"\"\none\n  two \\\n   three\"\"\"")).isEqualTo("one\n  two three");
    assertThat(value("'''\nit's\n''raw\\n'''")).isEqualTo("it's\n''raw\\n");
    assertThat(value("\"\"")).isEqualTo("");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "+99, 99",
    "-17, -17",
    "1_000, 1000",
    "0xDEAD_beef, 3735928559",
    "0o755, 493",
    "0b1101, 13",
    "2147483647, 2147483647",
    "2147483648, 2147483648",
    "9223372036854775807, 9223372036854775807",
    "-9223372036854775808, -9223372036854775808"
  })
  void mapsIntegers(String toml, long expected) {
    JsonObject json = read("v = " + toml);

    assertThat(json.getLong("v")).isEqualTo(expected);
    boolean small = (int) expected == expected;
    assertThat(json.getValue("v")).isInstanceOf(small ? Integer.class : Long.class);
    if (small) {
      assertThat(json.getInteger("v")).isEqualTo((int) expected);
    }
    assertThat(json).isEqualTo(new JsonObject(json.encode()));
  }

  @ParameterizedTest
  @CsvSource({"1.0, 1.0", "-0.01, -0.01", "5e+22, 5e22", "6.626e-34, 6.626e-34", "9_2.5, 92.5"})
  void mapsFloats(String toml, double expected) {
    assertThat(value(toml)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"inf, inf", "+inf, inf", "-inf, -inf", "nan, nan", "+nan, nan", "-nan, nan"})
  void mapsWhatJsonHasNoNumberForToStrings(String toml, String expected) {
    assertThat(value(toml)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "1979-05-27T07:32:00Z, 1979-05-27T07:32:00Z",
    "1979-05-27T00:32:00+00:00, 1979-05-27T00:32:00Z",
    "1979-05-27 00:32:00.5-07:00, 1979-05-27T00:32:00.5-07:00",
    "1979-05-27t07:32:00z, 1979-05-27T07:32:00Z",
    "1979-05-27T07:32:00, 1979-05-27T07:32:00",
    "1979-05-27T00:32:00.999999999, 1979-05-27T00:32:00.999999999",
    "1979-05-27, 1979-05-27",
    "07:00:00, 07:00:00",
    "00:32:00.250, 00:32:00.25"
  })
  void mapsDatesAndTimesToRfc3339(String toml, String expected) {
    assertThat(value(toml)).isEqualTo(expected);
  }

  @Test
  void mapsBooleans() {
    assertThat(value("true")).isEqualTo(true);
    assertThat(value("false")).isEqualTo(false);
  }

  @Test
  void mapsArraysOfAnythingOverAnyNumberOfLines() {
    assertThat(value("[1, 'two', [3.0, []], { four = 4 }, # five\n true,\n]"))
        .isEqualTo(
            JsonArray.of(
                1,
                "two",
                JsonArray.of(3.0, new JsonArray()),
                new JsonObject().put("four", 4),
                true));
    assertThat(value("[]")).isEqualTo(new JsonArray());
  }

  @Test
  void mapsTables() {
    JsonObject json =
        read(
            "a.b.\"c d\" = 1",
            "inline = { x = 1, y.z = 2 }",
            "none = {}",
            "[empty]",
            "[t.u]",
            "k = 1",
            "[t]",
            "l = 2",
            "['']",
            "'' = 3");

    assertThat(json)
        .isEqualTo(
            new JsonObject(
                """
                {"a": {"b": {"c d": 1}}, "inline": {"x": 1, "y": {"z": 2}}, "none": {}, "empty": {},
                 "t": {"u": {"k": 1}, "l": 2}, "": {"": 3}}"""));
  }

  @Test
  void mapsArraysOfTables() {
    JsonObject json =
        read(
            "[[server]]",
            "listen = 'a'",
            "[[server.forward]]",
            "[[server.forward]]",
            "n = 2",
            "[server.tls]",
            "on = true",
            "[[server]]",
            "[[server.forward]]",
            "n = 3");

    assertThat(json)
        .isEqualTo(
            new JsonObject(
                """
                {"server": [{"listen": "a", "forward": [{}, {"n": 2}], "tls": {"on": true}},
                            {"forward": [{"n": 3}]}]}"""));
  }

  @Test
  void keepsTheOrderOfKeys() {
    assertThat(read("z = 1", "a = 2", "m = { y = 1, b = 2 }", "10 = 3").encode())
        .isEqualTo("{\"z\":1,\"a\":2,\"m\":{\"y\":1,\"b\":2},\"10\":3}");
  }

  @Test
  void acceptsByteOrderMarkCrLfAndNothingAtAll() {
    assertThat(TomlDocument.parse("\uFEFFa = 1\r\nb = '''x\ny'''\r\n").json())
        .isEqualTo(new JsonObject().put("a", 1).put("b", "x\ny"));
    assertThat(TomlDocument.parse("a = \"\"\"\r\nx\r\ny\"\"\"\r\n").json())
        .isEqualTo(new JsonObject().put("a", "x\ny"));
    assertThat(read("")).isEmpty();
    assertThat(read("# only a comment")).isEmpty();
  }

  @Test
  void givesEachCallerItsOwnCopy() {
    TomlDocument document = TomlDocument.parse("[a]\nb = [1]");

    document.json().getJsonObject("a").getJsonArray("b").add(2);

    assertThat(document.json()).isEqualTo(new JsonObject("{\"a\": {\"b\": [1]}}"));
  }
}
