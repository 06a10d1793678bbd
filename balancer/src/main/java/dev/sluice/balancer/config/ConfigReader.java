package dev.sluice.balancer.config;

import dev.sluice.vertx.config.toml.Positions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;

/** Turns what a file says into a configuration, or into everything that is wrong with it. */
final class ConfigReader {

  /** All that a file may hold. */
  static final Table ROOT =
      Table.of("")
          .with("runtime", RuntimeReader.TABLE)
          .with("access-log", AccessLogReader.TABLE)
          .with("server", ServerReader.TABLE)
          .with("pool", PoolReader.TABLE);

  private final String file;
  private final Path folder;
  private final Environment environment;

  /**
   * @param file as the user gave it, for messages
   * @param folder absolute: relative paths in the file start there
   */
  ConfigReader(String file, Path folder, Environment environment) {
    this.file = file;
    this.folder = folder;
    this.environment = environment;
  }

  /**
   * Blocks: looks at files that are referred to.
   *
   * @throws ConfigException with all errors, in the order of the file
   */
  Config read(JsonObject content, Positions positions) {
    if (content.isEmpty()) {
      String message = "the file is empty; expected at least one [[server]]";
      throw new ConfigException(List.of(new ConfigError(file, 0, 0, "", message)));
    }
    Problems problems = new Problems(file, positions);
    Document document = new Document(folder, environment, problems);
    Config config = read(new TableReader(document, ROOT, List.of(), content));
    List<ConfigError> errors = problems.sorted();
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
    return config;
  }

  private static Config read(TableReader root) {
    RuntimeConfig runtime = RuntimeReader.read(root.table("runtime"));
    AccessLogConfig accessLog = AccessLogReader.read(root.table("access-log"));
    // rules refer to pools wherever these stand in the file
    Pools pools = new Pools();
    root.tables("pool").forEach(pools::addNamed);
    ServerReader reader = new ServerReader(pools);
    List<ServerConfig> servers =
        root.requiredTables("server", "at least one [[server]]").stream()
            .flatMap(table -> reader.read(table).stream())
            .toList();
    pools.complete();
    return new Config(runtime, accessLog, servers, pools.all());
  }
}
