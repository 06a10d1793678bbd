package dev.sluice.balancer.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
class ConfigLoaderTest {

  @TempDir Path folder;

  private static Future<Config> load(Vertx vertx, Path file) {
    return ConfigLoader.load(vertx, file, name -> Optional.empty());
  }

  private static void expectErrors(Vertx vertx, VertxTestContext test, Path file, String... lines) {
    load(vertx, file)
        .onComplete(
            test.failing(
                failure ->
                    test.verify(
                        () -> {
                          assertThat(failure).isInstanceOf(ConfigException.class);
                          List<ConfigError> errors = ((ConfigException) failure).errors();
                          assertThat(errors.stream().map(ConfigError::toString))
                              .containsExactly(lines);
                          assertThat(failure).hasMessage(String.join("\n", lines));
                          test.completeNow();
                        })));
  }

  @Test
  void readsAFile(Vertx vertx, VertxTestContext test) throws IOException {
    Path file = Files.writeString(folder.resolve("sluice.conf"), FullExample.TOML);
    load(vertx, file)
        .onComplete(
            test.succeeding(
                config ->
                    test.verify(
                        () -> {
                          assertThat(config.servers()).hasSize(3);
                          assertThat(config.accessLog().path())
                              .contains(folder.resolve("access.log"));
                          test.completeNow();
                        })));
  }

  @Test
  void reportsAllMistakesWithTheirPositions(Vertx vertx, VertxTestContext test) throws IOException {
    Path file = folder.resolve("a.toml");
    Files.writeString(
        file,
        "[runtime]\nevent-loop = 1\n[[server]]\nlisten = \"${NONE}\"\n[[server.forward]]\nbackends = [{}]\n");
    expectErrors(
        vertx,
        test,
        file,
        file
            + ":2:1: runtime.event-loop: unknown key; expected one of event-loops, transport,"
            + " splice, shutdown-grace; did you mean \"event-loops\"?",
        file
            + ":4:10: server[0].listen: the environment variable NONE is not set; expected a"
            + " variable that is set, ${NAME:-default}, or $${ for a plain ${",
        file
            + ":6:13: server[0].forward[0].backends[0].address: missing; expected an address"
            + " \"host:port\", \"[v6]:port\" or \"unix:/path\" such as \"10.0.0.1:8080\" or \"[::1]:8080\"");
  }

  @Test
  void reportsErrorsOfSyntax(Vertx vertx, VertxTestContext test) throws IOException {
    Path file = Files.writeString(folder.resolve("a.toml"), "[[server]]\nlisten = \nname = yes\n");
    load(vertx, file)
        .onComplete(
            test.failing(
                failure ->
                    test.verify(
                        () -> {
                          List<ConfigError> errors = ((ConfigException) failure).errors();
                          assertThat(errors).extracting(ConfigError::line).containsExactly(2, 3);
                          assertThat(errors.get(1).toString()).startsWith(file + ":3:8: ");
                          assertThat(errors).extracting(ConfigError::key).containsOnly("");
                          test.completeNow();
                        })));
  }

  @Test
  void reportsWhatIsNotUtf8(Vertx vertx, VertxTestContext test) throws IOException {
    Path file = Files.write(folder.resolve("a.toml"), new byte[] {'#', '\n', 'a', (byte) 0xff});
    expectErrors(
        vertx, test, file, file + ":2:2: byte 0xFF is not UTF-8; TOML is written in UTF-8");
  }

  @Test
  void reportsAnEmptyFile(Vertx vertx, VertxTestContext test) throws IOException {
    Path file = Files.createFile(folder.resolve("a.toml"));
    expectErrors(vertx, test, file, file + ": the file is empty; expected at least one [[server]]");
  }

  @Test
  void reportsAMissingFileByTheNameGiven(Vertx vertx, VertxTestContext test) {
    expectErrors(
        vertx,
        test,
        Path.of("target/none/a.toml"),
        "target/none/a.toml: does not exist; expected a TOML file");
  }

  @Test
  void reportsAFolder(Vertx vertx, VertxTestContext test) {
    expectErrors(vertx, test, folder, folder + ": is a folder; expected a TOML file");
  }

  @Test
  void reportsWhatIsNoRegularFile(Vertx vertx, VertxTestContext test) {
    expectErrors(
        vertx,
        test,
        Path.of("/dev/zero"),
        "/dev/zero: is not a regular file; expected a TOML file");
  }
}
