package dev.sluice.bench.harness.cli;

import dev.sluice.bench.harness.contender.SluiceProgram;
import dev.sluice.bench.harness.os.Jdk;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How Sluice itself runs. */
final class SluiceOptions {

  private static final Path JVMS = Path.of("/usr/lib/jvm");

  @Option(
      names = "--java-home",
      paramLabel = "DIR",
      description =
          "The JDK that runs Sluice; default: a JDK 25 in /usr/lib/jvm, or the running one.")
  private Optional<Path> home = Optional.empty();

  @Option(
      names = "--jvm-flags",
      paramLabel = "FLAGS",
      description = "Instead of those in bench/README.md, separated by blanks.")
  private Optional<String> flags = Optional.empty();

  @Option(
      names = "--transport",
      paramLabel = "T",
      split = ",",
      description =
          "auto, nio, epoll or io_uring; with several, Sluice takes part with each. Default auto.")
  private List<String> transports = List.of("auto");

  List<String> transports() {
    return transports;
  }

  /**
   * As it lies in a source tree.
   *
   * @throws IllegalArgumentException if there is no JDK where one was said to be
   */
  SluiceProgram program(Path root) {
    Jdk jdk =
        home.map(
                folder ->
                    Jdk.in(folder)
                        .orElseThrow(
                            () -> new IllegalArgumentException("--java-home: no JDK in " + folder)))
            .orElseGet(() -> Jdk.preferred(JVMS));
    return new SluiceProgram(
        jdk,
        flags.map(text -> List.of(text.strip().split("\\s+"))).orElse(SluiceProgram.usualFlags()),
        root.resolve("balancer/target/balancer.jar").toAbsolutePath());
  }
}
