package dev.sluice.balancer.cli;

import dev.sluice.balancer.config.Config;
import dev.sluice.balancer.config.ConfigException;
import dev.sluice.balancer.config.ConfigLoader;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** The option that names the configuration, and the reading of it. */
final class ConfigOption {

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The configuration, a TOML file.")
  private Path file;

  @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
  private CommandLine.Model.CommandSpec command;

  Path file() {
    return file;
  }

  /** Reads the file; tells every error, one a line, and is empty when there are any. */
  Optional<Config> load(Vertx vertx) {
    try {
      return Optional.of(
          Waiting.forResult(
              ConfigLoader.load(vertx, file, name -> Optional.ofNullable(System.getenv(name)))));
    } catch (ConfigException e) {
      e.errors().forEach(command.commandLine().getErr()::println);
      command.commandLine().getErr().flush();
      return Optional.empty();
    }
  }
}
