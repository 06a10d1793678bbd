package dev.sluice.bench.harness.contender;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** NGINX's module for TCP: part of the program, a file beside it, or absent. */
final class StreamModule {

  private static final String PATH = "--modules-path=";

  private StreamModule() {}

  /**
   * The line of the configuration that makes it available.
   *
   * @param build what {@code nginx -V} prints
   * @return an empty line if none is needed; nothing if there is no such module
   */
  static Optional<String> directive(String build) {
    List<String> flags = Arrays.asList(build.split("\\s+"));
    if (flags.contains("--with-stream")) {
      return Optional.of("");
    }
    return flags.stream()
        .filter(flag -> flag.startsWith(PATH))
        .map(flag -> Path.of(flag.substring(PATH.length()), "ngx_stream_module.so"))
        .filter(Files::isReadable)
        .map(file -> "load_module " + file + ";")
        .findFirst();
  }
}
