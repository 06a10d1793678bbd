package dev.sluice.bench.harness.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Java installation.
 *
 * @param feature 17, 25, …
 */
public record Jdk(Path java, int feature, String version) {

  private static final int PREFERRED = 25;
  private static final Pattern VERSION =
      Pattern.compile("(?m)^JAVA_RUNTIME_VERSION=\"((\\d+)[^\"]*)\"");

  /** The preferred one among those in a folder, or the one that runs this program. */
  public static Jdk preferred(Path folder) {
    try (Stream<Path> homes = Files.list(folder)) {
      return homes
          .sorted()
          .flatMap(home -> in(home).stream())
          .filter(jdk -> jdk.feature() == PREFERRED)
          .findFirst()
          .orElseGet(Jdk::running);
    } catch (IOException e) {
      return running();
    }
  }

  /** The one at that home. */
  public static Optional<Jdk> in(Path home) {
    Path java = home.resolve("bin/java");
    Path release = home.resolve("release");
    if (!Files.isExecutable(java) || !Files.isReadable(release)) {
      return Optional.empty();
    }
    try {
      Matcher version = VERSION.matcher(Files.readString(release));
      return version.find()
          ? Optional.of(new Jdk(java, Integer.parseInt(version.group(2)), version.group(1)))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  static Jdk running() {
    return new Jdk(
        Path.of(System.getProperty("java.home"), "bin", "java"),
        Runtime.version().feature(),
        Runtime.version().toString());
  }
}
