package dev.sluice.bench.harness.os;

import java.io.IOException;

/**
 * What the measurement ran on.
 *
 * @param cores that there are, pinned to or not
 */
public record Machine(String processor, int cores, String kernel, Cores pinning) {

  /** This one; nothing is pinned without taskset. */
  public static Machine here(Tools tools) throws IOException {
    Procfs procfs = Procfs.ofThisMachine();
    return new Machine(
        procfs.processor(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        tools.find("taskset").isPresent() ? Cores.split(procfs.allowedCores()) : Cores.unpinned());
  }
}
