package dev.sluice.balancer.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The ways to pick a backend. */
public enum Algorithm {
  ROUND_ROBIN("RR"),
  WEIGHTED_ROUND_ROBIN("WRR"),
  RANDOM(""),
  WEIGHTED_RANDOM(""),
  LEAST_CONNECTIONS(""),
  POWER_OF_TWO("P2C"),
  LEAST_LATENCY(""),
  IP_HASH(""),
  CONSISTENT_HASH(""),
  MAGLEV(""),
  ADAPTIVE("");

  private final String shortName;

  Algorithm(String shortName) {
    this.shortName = shortName;
  }

  /** The name used in configurations, answers and documents: {@code round-robin}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Reads a name without regard to case, {@code -} or {@code _}; short names too. */
  public static Optional<Algorithm> parse(String text) {
    String bare = text.replace("-", "").replace("_", "");
    return Arrays.stream(values())
        .filter(
            a ->
                a.name().replace("_", "").equalsIgnoreCase(bare)
                    || (!a.shortName.isEmpty() && a.shortName.equalsIgnoreCase(bare)))
        .findFirst();
  }

  /** All names, for messages. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(Algorithm::id).toList();
  }
}
