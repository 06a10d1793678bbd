package dev.sluice.balancer.config;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * The log of connections and requests.
 *
 * @param path empty for standard output
 */
public record AccessLogConfig(Format format, Optional<Path> path) {

  /** The form of a line. */
  public enum Format {
    JSON,
    COMBINED,
    OFF;

    /** The name used in configurations. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
