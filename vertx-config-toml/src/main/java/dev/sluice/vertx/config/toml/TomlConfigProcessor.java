package dev.sluice.vertx.config.toml;

import io.vertx.config.spi.ConfigProcessor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * The format {@code toml} of vertx-config: TOML 1.0.0 in UTF-8, mapped as {@link TomlDocument}
 * says.
 *
 * <p>With {@code {"positions": "KEY"}} in the store's configuration the result has, under KEY, an
 * object for {@link Positions}: a member for each path, such as {@code "server[0].listen": {"key":
 * "2:1", "value": "2:10"}}.
 */
public final class TomlConfigProcessor implements ConfigProcessor {

  private static final String POSITIONS = "positions";

  /** For the service loader. */
  public TomlConfigProcessor() {}

  /** {@inheritDoc} */
  @Override
  public String name() {
    return "toml";
  }

  /**
   * Parses on a worker thread whatever the size: even a short text costs tens of milliseconds the
   * first time, when the parser's tables are built.
   *
   * @return fails with {@link TomlException} if the input is not valid TOML or holds the key meant
   *     for the positions, with {@link IllegalArgumentException} if the option is not a string
   */
  @Override
  public Future<JsonObject> process(Vertx vertx, JsonObject configuration, Buffer input) {
    Object key = configuration == null ? null : configuration.getValue(POSITIONS);
    if (key != null && !(key instanceof String)) {
      return Future.failedFuture(
          new IllegalArgumentException(
              "option \"positions\" of format toml: expected the key to put them under, a string,"
                  + " got "
                  + key));
    }
    byte[] bytes = input.getBytes();
    return vertx.executeBlocking(() -> read(bytes, (String) key), false);
  }

  private static JsonObject read(byte[] bytes, String positionsKey) {
    TomlDocument document = TomlDocument.parse(Utf8.decode(bytes));
    JsonObject json = document.json();
    if (positionsKey == null) {
      return json;
    }
    document
        .keyPosition(List.of(positionsKey))
        .ifPresent(
            taken -> {
              String message =
                  "key " + Positions.path(List.of(positionsKey)) + " is reserved for positions";
              throw new TomlException(List.of(new TomlError(taken, message)));
            });
    return json.put(positionsKey, document.positions());
  }
}
