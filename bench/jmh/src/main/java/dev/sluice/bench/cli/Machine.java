package dev.sluice.bench.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.openjdk.jmh.util.Version;

/** Where, when and with what a measurement was made. */
record Machine(String date, String cpu, int cores, String java, String jmh, String note) {

  private static final String MODEL = "model name";

  static Machine here() {
    return new Machine(
        LocalDate.now(ZoneOffset.UTC).toString(),
        model(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("java.vendor.version", System.getProperty("java.vendor"))
            + ", "
            + System.getProperty("java.vm.name")
            + " "
            + System.getProperty("java.vm.version"),
        Version.getPlainVersion(),
        System.getProperty("bench.note", ""));
  }

  private static String model() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(l -> l.startsWith(MODEL))
          .map(l -> l.substring(l.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }
}
