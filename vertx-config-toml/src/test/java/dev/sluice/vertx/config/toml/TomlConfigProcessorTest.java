package dev.sluice.vertx.config.toml;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.config.spi.ConfigProcessor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
class TomlConfigProcessorTest {

  @TempDir Path dir;

  private Future<JsonObject> retrieve(Vertx vertx, String toml, JsonObject options)
      throws IOException {
    Path file = Files.writeString(dir.resolve("config.toml"), toml);
    ConfigStoreOptions store =
        new ConfigStoreOptions()
            .setType("file")
            .setFormat("toml")
            .setConfig(options.copy().put("path", file.toString()));
    ConfigRetriever retriever =
        ConfigRetriever.create(
            vertx, new ConfigRetrieverOptions().setScanPeriod(0).addStore(store));
    return retriever.getConfig().eventually(retriever::close);
  }

  @Test
  void isFoundByItsName() {
    assertThat(ServiceLoader.load(ConfigProcessor.class))
        .filteredOn(processor -> processor.name().equals("toml"))
        .hasExactlyElementsOfTypes(TomlConfigProcessor.class);
  }

  @Test
  void readsAFileThroughTheRetriever(Vertx vertx, VertxTestContext context) throws IOException {
    retrieve(vertx, "[[server]]\nlisten = \"0.0.0.0:80\"\n", new JsonObject())
        .onComplete(
            context.succeeding(
                json ->
                    context.verify(
                        () -> {
                          assertThat(json)
                              .isEqualTo(
                                  new JsonObject("{\"server\": [{\"listen\": \"0.0.0.0:80\"}]}"));
                          context.completeNow();
                        })));
  }

  @Test
  void addsPositionsUnderTheKeyAskedFor(Vertx vertx, VertxTestContext context) throws IOException {
    retrieve(vertx, "[[server]]\nlisten = 'x'\n", new JsonObject().put("positions", "@positions"))
        .onComplete(
            context.succeeding(
                json ->
                    context.verify(
                        () -> {
                          assertThat(json.getJsonObject("@positions"))
                              .isEqualTo(
                                  new JsonObject(
                                      """
                                      {"server": {"key": "1:3", "value": "1:3"},
                                       "server[0]": {"key": "1:1", "value": "1:1"},
                                       "server[0].listen": {"key": "2:1", "value": "2:10"}}"""));
                          assertThat(json.getJsonArray("server")).hasSize(1);
                          context.completeNow();
                        })));
  }

  @Test
  void failsTheRetrieverWithTheErrorsOfTheFile(Vertx vertx, VertxTestContext context)
      throws IOException {
    retrieve(vertx, "a = 1\na = 2\nb\n", new JsonObject())
        .onComplete(
            context.failing(
                failure ->
                    context.verify(
                        () -> {
                          assertThat(failure)
                              .isInstanceOf(TomlException.class)
                              .hasMessage(
                                  "2:1: a is defined twice: first at 1:1\n"
                                      + "3:2: expected = after the key, found end of line");
                          context.completeNow();
                        })));
  }

  private static void fails(
      Vertx vertx,
      VertxTestContext context,
      JsonObject options,
      Buffer input,
      Class<? extends Throwable> type,
      String message) {
    new TomlConfigProcessor()
        .process(vertx, options, input)
        .onComplete(
            context.failing(
                failure ->
                    context.verify(
                        () -> {
                          assertThat(failure).isInstanceOf(type).hasMessage(message);
                          context.completeNow();
                        })));
  }

  @Test
  void refusesToOverwriteAKeyWithThePositions(Vertx vertx, VertxTestContext context) {
    fails(
        vertx,
        context,
        new JsonObject().put("positions", "p"),
        Buffer.buffer("a = 1\n p = 2"),
        TomlException.class,
        "2:2: key p is reserved for positions");
  }

  @Test
  void refusesAPositionsOptionThatIsNoKey(Vertx vertx, VertxTestContext context) {
    fails(
        vertx,
        context,
        new JsonObject().put("positions", true),
        Buffer.buffer("a = 1"),
        IllegalArgumentException.class,
        "option \"positions\" of format toml: expected the key to put them under, a string, got"
            + " true");
  }

  @Test
  void failsOnBytesThatAreNotUtf8(Vertx vertx, VertxTestContext context) {
    fails(
        vertx,
        context,
        new JsonObject(),
        Buffer.buffer(new byte[] {'a', '=', (byte) 0xFF}),
        TomlException.class,
        "1:3: byte 0xFF is not UTF-8; TOML is written in UTF-8");
  }

  @Test
  void takesNoConfigurationAndParsesOffTheEventLoop() {
    Vertx single = Vertx.vertx(new VertxOptions().setWorkerPoolSize(1));
    try {
      CountDownLatch busy = new CountDownLatch(1);
      single.executeBlocking(
          () -> {
            busy.await();
            return "";
          },
          false);
      Future<JsonObject> read =
          new TomlConfigProcessor().process(single, null, Buffer.buffer("a = 1"));
      assertThat(read.isComplete()).as("waits for the worker").isFalse();
      busy.countDown();
      assertThat(read.toCompletionStage().toCompletableFuture().join())
          .isEqualTo(new JsonObject().put("a", 1));
    } finally {
      single.close().toCompletionStage().toCompletableFuture().join();
    }
  }
}
