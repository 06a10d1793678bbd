package dev.sluice.load.cli;

import dev.sluice.load.plan.Pace;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How many requests, for how long and how fast. */
final class PaceOptions {

  private static final long DEFAULT_REQUESTS = 10;
  private static final int OPEN_CONNECTIONS = 64;
  private static final int MOST_CONNECTIONS = 60_000;
  private static final double HIGHEST_RATE = 1e7;

  @Option(
      names = {"-n", "--requests"},
      paramLabel = "N",
      description = "End after N requests (default: 10, without limit with --duration).")
  private Long requests;

  @Option(
      names = {"-d", "--duration"},
      paramLabel = "TIME",
      description = "End after this time, such as 30s or 2m.")
  private Duration duration;

  @Option(
      names = "--warmup",
      paramLabel = "TIME",
      description = "Run this long first without counting (default: 0s).")
  private Duration warmup = Duration.ZERO;

  @Option(
      names = {"-c", "--connections"},
      paramLabel = "N",
      description =
          "Closed model: N users, each sending its next request when its answer is in. With --rate:"
              + " at most N requests in flight (default: 1, with --rate 64).")
  private Integer connections;

  @Option(
      names = {"-r", "--rate"},
      paramLabel = "N",
      description =
          "Open model: N requests per second whatever the answers do; latency counts from the"
              + " intended start (default: closed model).")
  private Double rate;

  Pace pace() {
    if (requests != null && requests < 1) {
      throw new IllegalArgumentException("--requests: use 1 or more");
    }
    if (connections != null && (connections < 1 || connections > MOST_CONNECTIONS)) {
      throw new IllegalArgumentException("--connections: use 1 to " + MOST_CONNECTIONS);
    }
    if (rate != null && !(rate > 0 && rate <= HIGHEST_RATE)) {
      throw new IllegalArgumentException("--rate: use more than 0, at most 10000000");
    }
    if (duration != null && duration.isZero()) {
      throw new IllegalArgumentException("--duration: use more than 0s");
    }
    long count = requests != null ? requests : duration == null ? DEFAULT_REQUESTS : Long.MAX_VALUE;
    int users = connections != null ? connections : rate != null ? OPEN_CONNECTIONS : 1;
    Duration time = duration == null ? Duration.ZERO : duration;
    return new Pace(count, time, warmup, rate == null ? 0 : rate, users);
  }
}
