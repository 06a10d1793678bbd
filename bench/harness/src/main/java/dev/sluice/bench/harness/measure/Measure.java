package dev.sluice.bench.harness.measure;

import java.util.Locale;

/** What is measured of a proxy. */
public enum Measure {
  REQUEST_RATE("requests/s", 0, true),
  CPU_PER_REQUEST("CPU µs per request", 2, false),
  DATA_RATE("MiB/s", 0, true),
  CPU_PER_MIB("CPU µs per MiB", 0, false),
  CONNECTIONS_PER_CPU_SECOND("connections per CPU second", 0, true),
  P50("p50 ms", 2, false),
  P99("p99 ms", 2, false),
  BUSY("core busy %", 0, false),
  RSS("RSS MiB", 1, false),
  RSS_BEFORE("RSS before MiB", 1, false),
  GROWTH_PER_PAIR("KiB of RSS per pair", 2, false);

  private final String title;
  private final int decimals;
  private final boolean highIsGood;

  Measure(String title, int decimals, boolean highIsGood) {
    this.title = title;
    this.decimals = decimals;
    this.highIsGood = highIsGood;
  }

  /** With its unit. */
  public String title() {
    return title;
  }

  /** Whether the best is the highest. */
  public boolean highIsGood() {
    return highIsGood;
  }

  /** A value as it is printed. */
  public String text(double value) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}
