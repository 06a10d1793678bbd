package dev.sluice.balancer.config;

import dev.sluice.vertx.config.toml.Positions;
import dev.sluice.vertx.config.toml.TomlDocument;
import java.nio.file.Path;
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
    Environment lookup = new Environment(name -> Optional.ofNullable(environment.get(name)));
    return new ConfigReader("f.toml", folder, lookup)
        .read(document.json(), Positions.of(document.positions()));
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
}
