package dev.sluice.bench.harness.os;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds installed programs. */
public record Tools(List<Path> folders) {

  /** On the PATH, and where servers are installed for root alone. */
  public static Tools ofThisMachine() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return new Tools(
        Stream.concat(
                Arrays.stream(path.split(":")), Stream.of("/usr/local/sbin", "/usr/sbin", "/sbin"))
            .filter(folder -> !folder.isEmpty())
            .map(Path::of)
            .toList());
  }

  /** The first one of that name. */
  public Optional<Path> find(String name) {
    return folders.stream()
        .map(folder -> folder.resolve(name))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }
}
