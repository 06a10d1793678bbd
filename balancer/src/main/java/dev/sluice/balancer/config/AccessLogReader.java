package dev.sluice.balancer.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads {@code [access-log]}. */
final class AccessLogReader {

  static final Table TABLE = Table.of("access-log", "format", "path");

  private static final Format<AccessLogConfig.Format> FORMAT =
      Format.oneOf(List.of(AccessLogConfig.Format.values()), AccessLogConfig.Format::id);

  private AccessLogReader() {}

  static AccessLogConfig read(Optional<TableReader> table) {
    return new AccessLogConfig(
        table.flatMap(t -> t.value("format", FORMAT)).orElse(AccessLogConfig.Format.JSON),
        table.flatMap(t -> t.value("path", target(t.folder()))).flatMap(path -> path));
  }

  private static Format<Optional<Path>> target(Path folder) {
    return new Format<>(
        "a file in an existing folder, or \"-\" for standard output",
        text ->
            text.equals("-")
                ? Optional.empty()
                : Optional.of(LocalPaths.writableFile(folder, text)));
  }
}
