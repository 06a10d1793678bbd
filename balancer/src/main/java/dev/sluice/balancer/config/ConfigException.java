package dev.sluice.balancer.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that can't be used, with everything that is wrong with it. */
public final class ConfigException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<ConfigError> errors;

  /**
   * @param errors at least one
   */
  public ConfigException(List<ConfigError> errors) {
    super(
        errors.stream().map(ConfigError::toString).collect(Collectors.joining("\n")),
        null,
        false,
        false);
    this.errors = List.copyOf(errors);
  }

  /** In the order of the file. */
  public List<ConfigError> errors() {
    return errors;
  }
}
