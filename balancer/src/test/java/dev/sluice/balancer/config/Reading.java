package dev.sluice.balancer.config;

import dev.sluice.vertx.config.toml.Positions;
import dev.sluice.vertx.config.toml.TomlDocument;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads configurations from strings, without Vert.x. */
final class Reading {

  private final Path folder;
  private final Map<String, String> environment;

  Reading(Path folder, Map<String, String> environment) {
    this.folder = folder.toAbsolutePath();
    this.environment = environment;
  }

  /** In a folder that has no files. */
  static Reading plain() {
    return new Reading(Path.of("none"), Map.of());
  }

  Config read(String toml) {
    TomlDocument document = TomlDocument.parse(toml);
    JsonObject positions = new JsonObject();
    collect(document, new ArrayList<>(), document.json(), positions);
    Environment lookup = new Environment(name -> Optional.ofNullable(environment.get(name)));
    return new ConfigReader("f.toml", folder, lookup)
        .read(document.json(), Positions.of(positions));
  }

  /** The lines a user would see; empty for a valid configuration. */
  List<String> errors(String toml) {
    return found(toml).stream().map(ConfigError::toString).toList();
  }

  List<ConfigError> found(String toml) {
    try {
      read(toml);
      return List.of();
    } catch (ConfigException e) {
      return e.errors();
    }
  }

  private static void collect(
      TomlDocument document, List<Object> path, Object value, JsonObject positions) {
    document
        .keyPosition(path)
        .ifPresent(
            key ->
                positions.put(
                    Positions.path(path),
                    new JsonObject()
                        .put("key", key.toString())
                        .put("value", document.valuePosition(path).get().toString())));
    if (value instanceof JsonObject table) {
      table.fieldNames().forEach(k -> below(document, path, k, table.getValue(k), positions));
    } else if (value instanceof JsonArray array) {
      for (int i = 0; i < array.size(); i++) {
        below(document, path, i, array.getValue(i), positions);
      }
    }
  }

  private static void below(
      TomlDocument document, List<Object> path, Object step, Object value, JsonObject positions) {
    List<Object> longer = new ArrayList<>(path);
    longer.add(step);
    collect(document, longer, value, positions);
  }
}
