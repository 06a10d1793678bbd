package dev.sluice.vertx.config.toml;

/**
 * A place in a text, as an editor shows it. A tab is one column, as is a character outside the
 * basic multilingual plane; a byte order mark at the start is none.
 *
 * @param line from 1
 * @param column from 1, in Unicode code points
 */
public record Position(int line, int column) {

  /** {@code LINE:COLUMN}. */
  @Override
  public String toString() {
    return line + ":" + column;
  }
}
