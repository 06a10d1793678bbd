package dev.sluice.balancer.simulate;

import static dev.sluice.balancer.simulate.Scenarios.address;
import static dev.sluice.balancer.simulate.Scenarios.backend;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.balancer.config.PoolConfig;
import dev.sluice.balancer.simulate.Arrivals.Process;
import dev.sluice.balancer.simulate.Clients.Popularity;
import dev.sluice.balancer.simulate.LatencyModel.Shape;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {

  private static void assertRefused(Function<String, ?> reader, String text, String message) {
    assertThatThrownBy(() -> reader.apply(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "10ms,10000000",
    "0.5ms,500000",
    "250us,250000",
    "2s,2000000000",
    "0s,0",
    "1.5m,90000000000",
    "24h,86400000000000"
  })
  void readsTimes(String text, long nanos) {
    assertThat(Spans.parse(text)).isEqualTo(Duration.ofNanos(nanos));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "ms", "-1ms", "1 ms", "1e3s", ".5s", "10MS", "1s1ms"})
  void refusesWhatIsNoTime(String text) {
    assertRefused(Spans::parse, text, "\"" + text + "\" is not a time; expected a number with us");
  }

  @Test
  void refusesTimesOutOfBounds() {
    assertRefused(Spans::parse, "24.1h", "is too long; expected at most 24h");
    assertRefused(LatencyModel::parse, "0ms", "is no time at all");
  }

  @Test
  void readsArrivals() {
    assertThat(Arrivals.parse("1000/s")).isEqualTo(new Arrivals(1000, Process.POISSON));
    assertThat(Arrivals.parse("1.5/s,poisson")).isEqualTo(new Arrivals(1.5, Process.POISSON));
    assertThat(Arrivals.parse("90/m,constant")).isEqualTo(new Arrivals(1.5, Process.CONSTANT));
    assertThat(Arrivals.parse("36/h")).isEqualTo(new Arrivals(0.01, Process.POISSON));
    assertThat(Arrivals.parse("90/m,constant")).hasToString("1.5/s (constant)");
  }

  @Test
  void refusesOtherArrivals() {
    assertRefused(Arrivals::parse, "1000", "is not a rate; expected NUMBER/s");
    assertRefused(Arrivals::parse, "10/s,steady", "is not a rate");
    assertRefused(Arrivals::parse, "1.2.3/s", "is not possible; expected a number");
    assertRefused(Arrivals::parse, "0/s", "is too slow");
    assertRefused(Arrivals::parse, "10000001/s", "from 0 to 10000000");
  }

  @Test
  void readsLatencies() {
    Duration ten = Duration.ofMillis(10);
    Duration two = Duration.ofMillis(2);
    assertThat(LatencyModel.parse("10ms")).isEqualTo(new LatencyModel(Shape.LOG_NORMAL, ten, ten));
    assertThat(LatencyModel.parse("10ms~2ms"))
        .isEqualTo(new LatencyModel(Shape.LOG_NORMAL, ten, two));
    assertThat(LatencyModel.parse("exp:10ms"))
        .isEqualTo(new LatencyModel(Shape.EXPONENTIAL, ten, ten));
    assertThat(LatencyModel.parse("const:10ms"))
        .isEqualTo(new LatencyModel(Shape.CONSTANT, ten, Duration.ZERO));
  }

  @ParameterizedTest
  @ValueSource(strings = {"10ms~2ms", "exp:10ms", "const:0.25ms"})
  void writesLatenciesAsTheyAreRead(String text) {
    assertThat(LatencyModel.parse(text)).hasToString(text);
  }

  @Test
  void refusesOtherLatencies() {
    assertRefused(LatencyModel::parse, "gauss:10ms", "expected MEAN, MEAN~DEVIATION, exp:MEAN");
    assertRefused(LatencyModel::parse, "10ms~x", "\"x\" is not a time");
    assertRefused(LatencyModel::parse, "1ms~1s", "is too wide");
  }

  @ParameterizedTest
  @CsvSource({"10ms~5ms,5", "10ms,10", "exp:10ms,10", "const:10ms,0"})
  void drawsWithTheMeanAndTheDeviationAskedFor(String text, double deviation) {
    LatencyModel model = LatencyModel.parse(text);
    SplittableRandom random = new SplittableRandom(7);
    int n = 400_000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double millis = model.draw(random) / 1e6;
      assertThat(millis).isPositive();
      sum += millis;
      squares += millis * millis;
    }
    double mean = sum / n;
    assertThat(mean).isCloseTo(10, within(0.1));
    assertThat(Math.sqrt(Math.max(0, squares / n - mean * mean)))
        .isCloseTo(deviation, within(0.03 * deviation + 1e-3));
  }

  @Test
  void drawsGapsWithTheRateAskedFor() {
    SplittableRandom random = new SplittableRandom(7);
    Arrivals arrivals = Arrivals.parse("1000/s");
    double sum = 0;
    for (int i = 0; i < 100_000; i++) {
      sum += arrivals.gap(random);
    }
    assertThat(sum / 1e9).isCloseTo(100, within(1.5));
    assertThat(Arrivals.parse("1000/s,constant").gap(random)).isEqualTo(1e6);
  }

  @Test
  void readsClients() {
    assertThat(Clients.parse("10")).isEqualTo(new Clients(10, Popularity.UNIFORM));
    assertThat(Clients.parse("10,zipf")).isEqualTo(new Clients(10, Popularity.ZIPF));
    assertRefused(Clients::parse, "0", "a whole number from 1 to 1000000");
    assertRefused(Clients::parse, "1.5", "a whole number");
    assertRefused(Clients::parse, "10,normal", "NUMBER,zipf");
  }

  @Test
  void drawsClientsByTheirPopularity() {
    int[] uniform = drawn("4");
    int[] zipf = drawn("4,zipf");
    for (int count : uniform) {
      assertThat(count).isBetween(24_500, 25_500);
    }
    // 12/25, 6/25, 4/25, 3/25
    assertThat(zipf[0]).isBetween(47_500, 48_500);
    assertThat(zipf[1]).isBetween(23_500, 24_500);
    assertThat(zipf[2]).isBetween(15_500, 16_500);
    assertThat(zipf[3]).isBetween(11_500, 12_500);
  }

  private static int[] drawn(String clients) {
    Clients wanted = Clients.parse(clients);
    ClientKeys keys = new ClientKeys(wanted, new SplittableRandom(7));
    int[] counts = new int[wanted.count()];
    for (int i = 0; i < 100_000; i++) {
      counts[keys.draw()]++;
    }
    return counts;
  }

  @Test
  void readsOutagesAndTheirBounds() {
    Outage outage = Outage.parse("10s..20s");
    assertThat(outage.covers(9_999_999_999L)).isFalse();
    assertThat(outage.covers(10_000_000_000L)).isTrue();
    assertThat(outage.covers(19_999_999_999L)).isTrue();
    assertThat(outage.covers(20_000_000_000L)).isFalse();
    assertRefused(Outage::parse, "10s", "is not an interval; expected FROM..TO");
    assertRefused(Outage::parse, "10s..10s", "ends before it begins");
    assertRefused(Outage::parse, "x..10s", "\"x\" is not a time");
  }

  @Test
  void readsFailures() {
    assertThat(Failing.parse("0.3")).isEqualTo(new Failing(0.3, Optional.empty()));
    assertThat(Failing.parse("1@exp:1ms"))
        .isEqualTo(new Failing(1, Optional.of(LatencyModel.parse("exp:1ms"))));
    assertRefused(Failing::parse, "1.1", "a number from 0 to 1");
    assertRefused(Failing::parse, "30%", "a number from 0 to 1");
  }

  @Test
  void readsLengths() {
    assertThat(Length.parseRequests("7").includes(6, 1e18)).isTrue();
    assertThat(Length.parseRequests("7").includes(7, 0)).isFalse();
    assertRefused(Length::parseRequests, "1000001", "a whole number from 1 to 1000000");
    Arrivals rate = Arrivals.parse("1000/s");
    Length minute = Length.parseTime("60s", rate);
    assertThat(minute.includes(0, 60e9)).isTrue();
    assertThat(minute.includes(0, 60e9 + 1)).isFalse();
    assertRefused(
        text -> Length.parseTime(text, rate),
        "1h",
        "brings 3600000 requests; expected a time for at most 990000");
  }

  @Test
  void readsWhatHoldsForOneBackendAndForTheOthers() {
    PoolConfig pool = Scenarios.of(backend("1ms", 1), backend("1ms", 1)).build().pool();
    PerBackend<Integer> some =
        PerBackend.parse(List.of("7", "a:2=9"), pool, BackendModel::parseConcurrency).single();
    assertThat(some.one(address(1), 16)).isEqualTo(7);
    assertThat(some.one(address(2), 16)).isEqualTo(9);
    PerBackend<Integer> none = PerBackend.parse(List.of(), pool, BackendModel::parseConcurrency);
    assertThat(none.one(address(1), 16)).isEqualTo(16);
    PerBackend<Outage> several =
        PerBackend.parse(List.of("a:1=1s..2s", "a:1=4s..5s"), pool, Outage::parse);
    assertThat(several.all(address(1))).hasSize(2);
    assertThat(several.all(address(2))).isEmpty();
    assertRefused(
        text -> PerBackend.parse(List.of(text), pool, BackendModel::parseConcurrency),
        "a:3=1",
        "\"a:3\" is no backend of the pool; expected one of a:1, a:2");
    assertRefused(
        text -> PerBackend.parse(List.of(text, text), pool, Integer::parseInt).single(),
        "a:1=1",
        "given twice for a:1");
    assertRefused(
        text -> PerBackend.parse(List.of(text, text), pool, Integer::parseInt).single(),
        "1",
        "given twice for all backends");
  }

  @Test
  void findsThePool() {
    PoolConfig web = Scenarios.of(backend("1ms", 1)).build("web", 0).pool();
    PoolConfig api = Scenarios.of(backend("1ms", 1)).build("api", 0).pool();
    assertThat(PoolChoice.find(List.of(web), Optional.empty())).isSameAs(web);
    assertThat(PoolChoice.find(List.of(web, api), Optional.of("api"))).isSameAs(api);
    assertRefused(
        name -> PoolChoice.find(List.of(web, api), Optional.of(name)),
        "wep",
        "there is no pool \"wep\"; expected one of web, api; did you mean \"web\"?");
    assertThatThrownBy(() -> PoolChoice.find(List.of(web), Optional.of("database")))
        .hasMessage("there is no pool \"database\"; expected web");
    assertThatThrownBy(() -> PoolChoice.find(List.of(web, api), Optional.empty()))
        .hasMessage("--pool is missing; expected one of web, api");
    assertThatThrownBy(() -> PoolChoice.find(List.of(), Optional.empty()))
        .hasMessage("there is no pool in the configuration");
    assertThatThrownBy(
            () -> PoolChoice.find(List.of(web.withBackends(List.of())), Optional.empty()))
        .hasMessage("the pool \"web\" has no backends in the file; expected at least one");
  }

  @Test
  void percentilesAreNearestRanks() {
    long[] nanos = new long[1000];
    for (int i = 0; i < nanos.length; i++) {
      nanos[i] = 1000 - i;
    }
    Latencies latencies = Latencies.of(nanos);
    assertThat(latencies.percentile(0)).isEqualTo(1);
    assertThat(latencies.percentile(50)).isEqualTo(500);
    assertThat(latencies.percentile(99.9)).isEqualTo(999);
    assertThat(latencies.percentile(99.91)).isEqualTo(1000);
    assertThat(latencies.max()).isEqualTo(1000);
    assertThat(latencies.mean()).isEqualTo(500.5);
    Latencies none = Latencies.of(new long[0]);
    assertThat(none.isEmpty()).isTrue();
    assertThat(none.percentile(99)).isZero();
  }
}
