package dev.sluice.vertx.config.toml;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A text that is not valid TOML 1.0. The message has one line {@code LINE:COLUMN: text} per error.
 * It carries no stack trace: what went wrong is in the text, not in the program.
 */
public final class TomlException extends RuntimeException {

  private final List<TomlError> errors;

  TomlException(List<TomlError> errors) {
    super(
        errors.stream().map(TomlError::toString).collect(Collectors.joining("\n")),
        null,
        false,
        false);
    this.errors = List.copyOf(errors);
  }

  /**
   * The errors in the order of their positions.
   *
   * @return at least one, immutable
   */
  public List<TomlError> errors() {
    return errors;
  }
}
