package dev.sluice.balancer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {

  private static InvalidValue refused(Format<?> format, String text) {
    return catchThrowableOfType(InvalidValue.class, () -> format.parser().parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "0s,0",
    "250ms,250",
    "5s,5000",
    "2m,120000",
    "1h,3600000",
    "1m30s,90000",
    "1h2m3s4ms,3723004"
  })
  void readsDurations(String text, long millis) throws InvalidValue {
    Duration duration = Durations.orNone().parser().parse(text);
    assertThat(duration).hasMillis(millis);
    assertThat(Durations.text(duration)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"5,5s", "5 s,5s", "5S,5s", "5sec,5s", "5 minutes,5m", "2hours,2h", "3msec,3ms"})
  void suggestsDurations(String text, String meant) {
    assertThat(refused(Durations.orNone(), text).suggestion()).contains(meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-5s", "1.5s", "s", "30s1m", "1s1s", "five", "1d", "١s"})
  void refusesWhatIsNoDuration(String text) {
    InvalidValue refused = refused(Durations.orNone(), text);
    assertThat(refused).hasMessageEndingWith(" is not a duration");
    assertThat(refused.suggestion()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"8761h", "99999999999999999999999h", "9223372036854775807ms"})
  void refusesDurationsBeyondTheLongest(String text) {
    assertThat(refused(Durations.orNone(), text)).hasMessageEndingWith(" is too long");
  }

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "512,512",
    "512B,512",
    "64KiB,65536",
    "10MiB,10485760",
    "1GiB,1073741824",
    "2TiB,2199023255552"
  })
  void readsSizes(String text, long bytes) throws InvalidValue {
    assertThat(Sizes.orUnlimited().parser().parse(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "64KB,64KiB",
    "64k,64KiB",
    "64 KiB,64KiB",
    "64kib,64KiB",
    "1m,1MiB",
    "1gb,1GiB",
    "1T,1TiB"
  })
  void suggestsSizes(String text, String meant) {
    assertThat(refused(Sizes.orUnlimited(), text).suggestion()).contains(meant);
  }

  @Test
  void refusesSizesOutOfRange() {
    Format<Long> format = Sizes.between(1024, 1 << 20);
    assertThat(format.expected()).startsWith("a size from 1KiB to 1MiB");
    assertThat(refused(format, "1023")).hasMessage("\"1023\" is too small");
    assertThat(refused(format, "1025KiB")).hasMessage("\"1025KiB\" is too large");
    assertThat(refused(Sizes.orUnlimited(), "99999999999TiB")).hasMessageEndingWith("too large");
    assertThat(refused(Sizes.orUnlimited(), "99999999999999999999")).hasMessageEndingWith("large");
    assertThat(refused(Sizes.orUnlimited(), "-1")).hasMessage("\"-1\" is not a size");
    assertThat(refused(Sizes.orUnlimited(), "")).hasMessage("\"\" is not a size");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      value = {
        "a${A}b${A} | axbx",
        "${A:-d}    | x",
        "${N:-d e}  | d e",
        "${E:-d}    | d",
        "[${N:-}]   | []",
        "[${E}]     | []",
        "$${A}      | ${A}",
        "$$${A}     | $${A}",
        "$A $ $$    | $A $ $$",
        "${R}       | ${A}$1\\",
      })
  void putsEnvironmentVariablesIn(String text, String expanded) throws InvalidValue {
    Map<String, String> variables = Map.of("A", "x", "E", "", "R", "${A}$1\\");
    Environment environment = new Environment(n -> Optional.ofNullable(variables.get(n)));
    assertThat(environment.expand(text)).isEqualTo(expanded);
  }

  @ParameterizedTest
  @ValueSource(strings = {"${N}", "${", "${}", "${A", "${1}", "${A B}", "${A-d}"})
  void refusesReferencesThatAreBroken(String text) {
    Environment environment = new Environment(name -> Optional.empty());
    assertThat(catchThrowableOfType(InvalidValue.class, () -> environment.expand(text)))
        .isNotNull();
  }

  @Test
  void findsTheNameThatWasMeant() {
    List<String> names = List.of("listen", "name", "max-header-size", "tcp");
    assertThat(Suggestions.closest("lisetn", names)).contains("listen");
    assertThat(Suggestions.closest("LISTEN", names)).contains("listen");
    assertThat(Suggestions.closest("nmae", names)).contains("name");
    assertThat(Suggestions.closest("maxHeaderSize", names)).contains("max-header-size");
    assertThat(Suggestions.closest("udp", names)).isEmpty();
    assertThat(Suggestions.closest("", names)).isEmpty();
    assertThat(Suggestions.closest("x".repeat(10_000), names)).isEmpty();
    assertThat(Suggestions.distance("abcd", "acbd")).isEqualTo(1);
    assertThat(Suggestions.distance("abc", "")).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "a:1,a,1",
    "[::1]:0,::1,0",
    "127.0.0.1:65535,127.0.0.1,65535",
    "my_app.x:80,my_app.x,80",
    "[fe80::1%eth0]:80,fe80::1%eth0,80"
  })
  void readsAddresses(String text, String host, int port) {
    Address address = new Address(host, port);
    assertThat(Address.parse(text)).contains(address);
    assertThat(address).hasToString(text);
  }

  @Test
  void quotesOnOneLineAndCuts() {
    assertThat(Text.quote("a\nb\u2028")).isEqualTo("\"a\\u{a}b\\u{2028}\"");
    assertThat(Text.quote("x".repeat(81))).isEqualTo("\"" + "x".repeat(80) + "…\"");
  }
}
