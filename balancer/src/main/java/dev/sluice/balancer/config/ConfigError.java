package dev.sluice.balancer.config;

/**
 * One thing wrong with a configuration.
 *
 * @param file as it was given
 * @param line from 1; 0 when it concerns the file as a whole
 * @param column from 1; 0 when it concerns the file as a whole
 * @param key the path of the key, such as {@code server[0].listen}; empty for errors of syntax
 * @param message what is wrong; what is allowed
 */
public record ConfigError(String file, int line, int column, String key, String message) {

  @Override
  public String toString() {
    String where = line == 0 ? file : file + ":" + line + ":" + column;
    return key.isEmpty() ? where + ": " + message : where + ": " + key + ": " + message;
  }
}
