package dev.sluice.bench.harness.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WrkOutputTest {

  private static final String USUAL =
      """
      Running 2s test @ http://127.0.0.1:8200/small
        1 threads and 64 connections
        Thread Stats   Avg      Stdev     Max   +/- Stdev
          Latency     1.98ms    3.49ms  84.96ms   99.02%
          Req/Sec    36.09k     4.35k   41.50k    85.00%
        Latency Distribution
           50%    1.57ms
           75%    1.84ms
           90%    2.38ms
           99%  812.00us
        72012 requests in 2.01s, 20.74MB read
      Requests/sec:  35825.12
      Transfer/sec:     10.32MB
      """;

  @Test
  void readsTotalsAndPercentiles() {
    Load load = WrkOutput.parse(USUAL);

    assertThat(load.requests()).isEqualTo(72_012);
    assertThat(load.bytes()).isEqualTo(Math.round(20.74 * 1024 * 1024));
    assertThat(load.seconds()).isEqualTo(2.01);
    assertThat(load.p50Micros()).isEqualTo(1570, within(1e-6));
    assertThat(load.p99Micros()).isEqualTo(812);
    assertThat(load.failures()).isZero();
  }

  @Test
  void addsUpWhatFailed() {
    Load load =
        WrkOutput.parse(
            USUAL.replace(
                "Requests/sec",
                "  Socket errors: connect 1, read 20, write 300, timeout 4000\n"
                    + "  Non-2xx or 3xx responses: 50000\nRequests/sec"));

    assertThat(load.failures()).isEqualTo(54_321);
  }

  @ParameterizedTest
  @CsvSource({"0.00B, 0", "500.00B, 500", "1.50KB, 1536", "2.00MB, 2097152", "1.00GB, 1073741824"})
  void readsSizes(String printed, long bytes) {
    assertThat(WrkOutput.parse(USUAL.replace("20.74MB", printed)).bytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({"900.00us, 900", "1.50s, 1500000", "2.00m, 120000000"})
  void readsTimes(String printed, double micros) {
    assertThat(WrkOutput.parse(USUAL.replace("1.57ms", printed)).p50Micros()).isEqualTo(micros);
  }

  @Test
  void hasNoPercentilesWithoutAnAnswer() {
    Load load =
        WrkOutput.parse(
            "  0 requests in 2.00s, 0.00B read\n  Socket errors: connect 64, read 0, "
                + "write 0, timeout 0\n");

    assertThat(load.requests()).isZero();
    assertThat(load.failures()).isEqualTo(64);
    assertThat(load.p50Micros()).isNaN();
  }

  @Test
  void refusesWhatIsNoResult() {
    assertThatThrownBy(() -> WrkOutput.parse("unable to connect to 127.0.0.1:1\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("wrk gave no result: unable to connect to 127.0.0.1:1");
  }
}
