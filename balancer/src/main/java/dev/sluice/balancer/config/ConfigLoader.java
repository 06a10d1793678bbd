package dev.sluice.balancer.config;

import dev.sluice.vertx.config.toml.Position;
import dev.sluice.vertx.config.toml.Positions;
import dev.sluice.vertx.config.toml.TomlError;
import dev.sluice.vertx.config.toml.TomlException;
import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.file.FileSystemException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Loads configuration files. */
public final class ConfigLoader {

  // not a key that anybody would write by chance
  private static final String POSITIONS = "$positions";

  private static final long LARGEST = 16 * Sizes.MIB;

  private ConfigLoader() {}

  /**
   * Reads and validates a file. Nothing is opened but the file itself; what it refers to is looked
   * at. Never blocks the caller.
   *
   * @param file named in errors as it is here
   * @param environment finds an environment variable by its name
   * @return fails with {@link ConfigException} when the file can't be read or is wrong
   */
  public static Future<Config> load(
      Vertx vertx, Path file, Function<String, Optional<String>> environment) {
    Path absolute = file.toAbsolutePath();
    Path folder = Optional.ofNullable(absolute.getParent()).orElse(absolute);
    ConfigReader reader =
        new ConfigReader(file.toString(), folder.normalize(), new Environment(environment));
    ConfigRetriever retriever = ConfigRetriever.create(vertx, options(absolute));
    return vertx
        .executeBlocking(() -> requireReadable(file))
        .compose(regular -> retriever.getConfig())
        .compose(json -> vertx.executeBlocking(() -> read(reader, json), false))
        .recover(failure -> Future.failedFuture(explained(file.toString(), failure)))
        .eventually(retriever::close);
  }

  private static ConfigRetrieverOptions options(Path file) {
    return new ConfigRetrieverOptions()
        .setIncludeDefaultStores(false)
        .setScanPeriod(0)
        .addStore(
            new ConfigStoreOptions()
                .setType("file")
                .setFormat("toml")
                .setConfig(
                    new JsonObject().put("path", file.toString()).put("positions", POSITIONS)));
  }

  // where there is no such file, the file system of Vert.x would go on to search the classpath
  private static Path requireReadable(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    if (attributes.isDirectory()) {
      throw whole(file.toString(), "is a folder; expected a TOML file");
    }
    if (!attributes.isRegularFile()) {
      throw whole(file.toString(), "is not a regular file; expected a TOML file");
    }
    if (attributes.size() > LARGEST) {
      throw whole(file.toString(), "is too large; expected at most " + Sizes.text(LARGEST));
    }
    return file;
  }

  private static Config read(ConfigReader reader, JsonObject json) {
    Positions positions = Positions.of((JsonObject) json.remove(POSITIONS));
    return reader.read(json, positions);
  }

  private static Throwable explained(String file, Throwable failure) {
    if (failure instanceof TomlException syntax) {
      return new ConfigException(
          syntax.errors().stream().map(error -> atPosition(file, error)).toList());
    }
    // the file system of Vert.x wraps what it met
    Throwable cause =
        failure instanceof FileSystemException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof NoSuchFileException) {
      return whole(file, "does not exist; expected a TOML file");
    }
    if (cause instanceof AccessDeniedException) {
      return whole(file, "may not be read; expected a readable TOML file");
    }
    if (cause instanceof IOException || cause instanceof FileSystemException) {
      return whole(file, "can't be read: " + cause.getMessage());
    }
    return failure;
  }

  private static ConfigError atPosition(String file, TomlError error) {
    Position position = error.position();
    return new ConfigError(file, position.line(), position.column(), "", error.message());
  }

  private static ConfigException whole(String file, String message) {
    return new ConfigException(List.of(new ConfigError(file, 0, 0, "", message)));
  }
}
