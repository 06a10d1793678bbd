package dev.sluice.balancer.config;

import dev.sluice.vertx.config.toml.Position;
import dev.sluice.vertx.config.toml.Positions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Collects what is wrong with one file. */
final class Problems {

  private static final Position START = new Position(1, 1);

  private final String file;
  private final Positions positions;
  private final List<ConfigError> errors = new ArrayList<>();

  Problems(String file, Positions positions) {
    this.file = file;
    this.positions = positions;
  }

  /** Something about the key at a path, whatever its value. */
  void atKey(List<?> path, String message) {
    String key = Positions.path(path);
    add(positions.key(key).orElse(START), key, message);
  }

  /** Something about the value at a path; for a table, about all of it. */
  void atValue(List<?> path, String message) {
    String key = Positions.path(path);
    add(positions.value(key).orElse(START), key, message);
  }

  /** Something about a key that isn't there: it has the position of its table. */
  void atMissing(List<?> table, String key, String message) {
    List<Object> path = new ArrayList<>(table);
    path.add(key);
    Position position = positions.value(Positions.path(table)).orElse(START);
    add(position, Positions.path(path), message);
  }

  /** What a value that looks like a string was in the file, if it was something else. */
  Optional<String> written(List<?> path) {
    return positions.written(Positions.path(path));
  }

  private void add(Position position, String key, String message) {
    errors.add(new ConfigError(file, position.line(), position.column(), key, message));
  }

  /** In the order of the file. */
  List<ConfigError> sorted() {
    return errors.stream()
        .sorted(Comparator.comparingInt(ConfigError::line).thenComparingInt(ConfigError::column))
        .toList();
  }
}
