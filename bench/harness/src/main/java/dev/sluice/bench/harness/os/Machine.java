package dev.sluice.bench.harness.os;

import java.io.IOException;

/**
 * What the measurement ran on.
 *
 * @param cores that there are, pinned to or not
 * @param loadBefore its load average before anything was measured
 */
public record Machine(
    String processor, int cores, String kernel, Cores pinning, double loadBefore) {

  // What a minute of building leaves behind.
  private static final double QUIET = 0.5;

  /** Whether something else may have taken part. */
  public boolean busy() {
    return loadBefore > QUIET;
  }

  /** This one; nothing is pinned without taskset. */
  public static Machine here(Tools tools) throws IOException {
    Procfs procfs = Procfs.ofThisMachine();
    return new Machine(
        procfs.processor(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        tools.find("taskset").isPresent() ? Cores.split(procfs.allowedCores()) : Cores.unpinned(),
        procfs.loadAverage());
  }
}
