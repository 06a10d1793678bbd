package dev.sluice.vertx.config.toml;

/**
 * One thing wrong with a TOML text.
 *
 * @param position where it was noticed
 * @param message one line, for the author of the text
 */
public record TomlError(Position position, String message) {

  /** {@code LINE:COLUMN: message}. */
  @Override
  public String toString() {
    return position + ": " + message;
  }
}
