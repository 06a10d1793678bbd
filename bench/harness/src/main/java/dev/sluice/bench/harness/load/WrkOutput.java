package dev.sluice.bench.harness.load;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what {@code wrk --latency} prints. */
final class WrkOutput {

  private static final Pattern TOTAL =
      Pattern.compile(
          "(?m)^\\s*(\\d+) requests in ([\\d.]+)(us|ms|s|m|h), ([\\d.]+)([KMGTP]?)B read$");
  private static final Pattern SOCKETS =
      Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");
  private static final Pattern STATUS = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
  private static final Map<String, Double> MICROS =
      Map.of("us", 1.0, "ms", 1e3, "s", 1e6, "m", 60e6, "h", 3600e6);
  private static final String POWERS_OF_1024 = "KMGTP";

  private WrkOutput() {}

  /**
   * What it says.
   *
   * @throws IllegalArgumentException if it isn't what wrk prints at the end of a run
   */
  static Load parse(String output) {
    Matcher total = TOTAL.matcher(output);
    if (!total.find()) {
      throw new IllegalArgumentException("wrk gave no result: " + output.strip());
    }
    return new Load(
        Long.parseLong(total.group(1)),
        Math.round(
            Double.parseDouble(total.group(4))
                * Math.pow(1024, POWERS_OF_1024.indexOf(total.group(5)) + sign(total.group(5)))),
        micros(total.group(2), total.group(3)) / 1e6,
        percentile(output, 50),
        percentile(output, 99),
        failures(output));
  }

  // The first power has index 0, but an empty unit too.
  private static int sign(String unit) {
    return unit.isEmpty() ? 0 : 1;
  }

  private static long failures(String output) {
    long sum = 0;
    Matcher sockets = SOCKETS.matcher(output);
    if (sockets.find()) {
      for (int kind = 1; kind <= sockets.groupCount(); kind++) {
        sum += Long.parseLong(sockets.group(kind));
      }
    }
    Matcher status = STATUS.matcher(output);
    return status.find() ? sum + Long.parseLong(status.group(1)) : sum;
  }

  private static double percentile(String output, int percent) {
    Matcher line =
        Pattern.compile("(?m)^\\s*" + percent + "%\\s+([\\d.]+)(us|ms|s|m|h)$").matcher(output);
    return line.find() ? micros(line.group(1), line.group(2)) : Double.NaN;
  }

  private static double micros(String number, String unit) {
    return Double.parseDouble(number) * MICROS.get(unit);
  }
}
