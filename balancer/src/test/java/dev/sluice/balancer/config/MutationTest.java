package dev.sluice.balancer.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.vertx.config.toml.TomlDocument;
import dev.sluice.vertx.config.toml.TomlException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Whatever is changed in a valid file, it is accepted or reported, and never ignored. */
class MutationTest {

  private static final Pattern VALUE =
      Pattern.compile("(?<=[a-z] = )(?:\"[^\"]*\"|[0-9]+(?![0-9.])|true|\\[[^=]*?](?=\\n))");
  private static final Pattern FLOAT = Pattern.compile("(?<=[a-z] = )[0-9]+\\.[0-9]+");
  private static final Pattern KEY = Pattern.compile("[a-z-]+(?= = )");

  private static List<int[]> places(Pattern pattern) {
    List<int[]> places = new ArrayList<>();
    Matcher matcher = pattern.matcher(FullExample.TOML);
    while (matcher.find()) {
      places.add(new int[] {matcher.start(), matcher.end()});
    }
    return places;
  }

  private static String replaced(int[] place, String text) {
    return FullExample.TOML.substring(0, place[0]) + text + FullExample.TOML.substring(place[1]);
  }

  private static Reading reading() {
    return new Reading(Path.of(""), Map.of());
  }

  private static void assertPlaced(List<ConfigError> errors, String toml) {
    long lines = toml.lines().count();
    assertThat(errors)
        .allSatisfy(
            error -> {
              assertThat(error.line()).isBetween(1, (int) lines);
              assertThat(error.column()).isPositive();
              assertThat(error.key()).isNotEmpty();
              assertThat(error.toString()).doesNotContain("\n", "\r");
            });
  }

  @Test
  void theExampleItselfIsValid() {
    assertThat(reading().errors(FullExample.TOML)).isEmpty();
    assertThat(places(VALUE)).hasSizeGreaterThan(60);
  }

  @Test
  void aFloatIsReportedWhereverAValueStands() {
    for (int[] place : places(VALUE)) {
      String toml = replaced(place, "1.5");
      int line = (int) toml.substring(0, place[0]).chars().filter(c -> c == '\n').count() + 1;
      int column = place[0] - toml.lastIndexOf('\n', place[0]);
      assertThat(reading().found(toml))
          .as(toml.lines().skip(line - 1).findFirst().orElseThrow())
          .anySatisfy(
              error -> {
                assertThat(error.line()).isEqualTo(line);
                assertThat(error.column()).isEqualTo(column);
                assertThat(error.message()).startsWith("found the float 1.5; expected ");
              });
    }
  }

  @Test
  void aStringIsReportedWhereverANumberStands() {
    assertThat(places(FLOAT)).hasSize(8);
    for (int[] place : places(FLOAT)) {
      String toml = replaced(place, "\"1.0\"");
      int line = (int) toml.substring(0, place[0]).chars().filter(c -> c == '\n').count() + 1;
      assertThat(reading().found(toml))
          .singleElement()
          .satisfies(
              error -> {
                assertThat(error.line()).isEqualTo(line);
                assertThat(error.message())
                    .startsWith("found the string \"1.0\"; expected a number ");
              });
    }
  }

  @Test
  void aMisspeltKeyIsReportedWhereverItStands() {
    for (int[] place : places(KEY)) {
      String key = FullExample.TOML.substring(place[0], place[1]);
      String toml = replaced(place, key + "x");
      assertThat(reading().found(toml))
          .as(key)
          .anySatisfy(
              error -> assertThat(error.message()).endsWith("did you mean \"" + key + "\"?"));
    }
  }

  @Property(tries = 300)
  void anyChangeIsAcceptedOrReported(
      @ForAll("values") String value, @ForAll int where, @ForAll boolean key) {
    List<int[]> places = new ArrayList<>(places(key ? KEY : VALUE));
    places.addAll(places(FLOAT));
    String toml = replaced(places.get(Math.floorMod(where, places.size())), value);
    try {
      TomlDocument.parse(toml);
    } catch (TomlException syntax) {
      return;
    }
    assertPlaced(reading().found(toml), toml);
  }

  @Provide
  Arbitrary<String> values() {
    Arbitrary<String> odd =
        Arbitraries.of(
            "-1",
            "0",
            "9223372036854775807",
            "nan",
            "-inf",
            "0.5",
            "1e-9",
            "\"0s\"",
            "\"1h\"",
            "1e400",
            "true",
            "[]",
            "{}",
            "[[]]",
            "[{}]",
            "[1, \"a\", {}]",
            "{ a = { b = 1 } }",
            "\"\"",
            "\"${\"",
            "\"${X}\"",
            "\"\\u0000\"",
            "\"-\"",
            "\"*\"",
            "\"[\"",
            "\"[]:1\"",
            "\":\"",
            "\"[::]:0\"",
            "\"~(\"",
            "\"/*\"",
            "\"99999999999999999999s\"",
            "\"99999999999999999999KiB\"",
            "1979-05-27",
            "\"xn--\"",
            "\"..\"",
            "\"\"\"\n\"\"\"",
            "listen",
            "\"listen\"");
    Arbitrary<String> text =
        Arbitraries.strings()
            .ofMaxLength(12)
            .map(s -> "\"" + s.replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
    return Arbitraries.oneOf(odd, text);
  }
}
