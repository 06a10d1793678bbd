package dev.sluice.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.backend.Settings.Access;
import dev.sluice.backend.Settings.Behaviour;
import dev.sluice.backend.Settings.Faults;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpPathsTest {

  private static Running running;

  @BeforeAll
  static void start(@TempDir Path dir) throws Exception {
    Files.writeString(dir.resolve("page.txt"), "a page");
    running =
        Running.with(
            new Behaviour(Faults.NONE, TcpMode.HI, UdpMode.HI, Optional.of(dir), true),
            Access.OPEN);
  }

  @AfterAll
  static void stop() throws Exception {
    running.close();
  }

  @Test
  void greetsWithItsPort() throws Exception {
    HttpResponse<String> answer = running.get("/");
    assertThat(answer.body()).isEqualTo("Hi from server " + running.httpPort() + "\n");
    assertThat(answer.headers().firstValue("X-Backend")).contains("server-" + running.httpPort());
  }

  @ParameterizedTest
  @CsvSource({
    "/,200",
    "/nothing,404",
    "/status/503,503",
    "/status/204,204",
    "/status/304,304",
    "/status/100,400",
    "/status/600,400",
    "/status/x,400",
    "/delay/1,200",
    "/delay/0,200",
    "/delay/-1,400",
    "/delay/3600001,400",
    "/bytes/x,400",
    "/bytes/9999999TiB,400",
    "/stream/x,400",
    "/sse?count=0,400",
    "/sse?interval-ms=0,400",
    "/ws,426",
    "/healthz,200",
    "/files/page.txt,200",
    "/files/other.txt,404",
    "/files/../pom.xml,404"
  })
  void answersWithStatusAndName(String path, int status) throws Exception {
    HttpResponse<String> answer = running.get(path);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("X-Backend")).contains("server-" + running.httpPort());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/bytes/1000", "/healthz", "/files/page.txt", "/nothing"})
  void headHasTheHeadOfGet(String path) throws Exception {
    HttpResponse<String> get = running.get(path);
    HttpResponse<String> head =
        running.send(running.request(path).method("HEAD", BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(get.statusCode());
    assertThat(head.headers().firstValue("content-length"))
        .isEqualTo(get.headers().firstValue("content-length"))
        .isPresent();
    assertThat(head.body()).isEmpty();
  }

  @Test
  void aRequestThatCantBeReadIsAnsweredByName() throws Exception {
    String answer =
        Running.exchange(running.httpPort(), Running.ascii("GET / HTTP/1.1\r\nno colon\r\n\r\n"));
    assertThat(answer)
        .startsWith("HTTP/1.1 400")
        .contains("X-Backend: server-" + running.httpPort());
  }

  @Test
  void showsWhatItSaw() throws Exception {
    HttpResponse<String> answer =
        running.send(
            running
                .request("/whoami?a=b")
                .header("X-Twice", "one")
                .header("X-Twice", "two")
                .PUT(BodyPublishers.ofString("12345")));
    JsonObject seen = new JsonObject(answer.body());
    assertThat(seen.getString("method")).isEqualTo("PUT");
    assertThat(seen.getString("uri")).isEqualTo("/whoami?a=b");
    assertThat(seen.getString("version")).isEqualTo("HTTP/1.1");
    assertThat(seen.getString("scheme")).isEqualTo("http");
    assertThat(seen.getString("authority")).isEqualTo("127.0.0.1:" + running.httpPort());
    assertThat(seen.getLong("body-bytes")).isEqualTo(5);
    assertThat(seen.getJsonObject("headers").getJsonArray("X-Twice"))
        .isEqualTo(JsonArray.of("one", "two"));
    assertThat(seen.getJsonArray("header-list"))
        .contains(JsonArray.of("X-Twice", "one"), JsonArray.of("X-Twice", "two"));
    assertThat(seen.getJsonObject("peer").getString("address")).isEqualTo("127.0.0.1");
    assertThat(seen.getJsonObject("local").getInteger("port")).isEqualTo(running.httpPort());
    assertThat(seen.containsKey("tls")).isFalse();
    assertThat(seen.containsKey("client")).isFalse();
  }

  @Test
  void echoesWithTypeAndLength() throws Exception {
    HttpResponse<String> answer =
        running.send(
            running
                .request("/echo")
                .header("Content-Type", "text/x-test")
                .method("PATCH", BodyPublishers.ofString("ping")));
    assertThat(answer.body()).isEqualTo("ping");
    assertThat(answer.headers().firstValue("content-type")).contains("text/x-test");
    assertThat(answer.headers().firstValue("content-length")).contains("4");
  }

  @Test
  void echoesChunkedAndEmptyBodies() throws Exception {
    byte[] sent = running.bytes("/bytes/1MiB").body();
    HttpResponse<String> chunked =
        running.send(
            running
                .request("/upload")
                .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(sent))));
    assertThat(new JsonObject(chunked.body()).getLong("bytes")).isEqualTo(sent.length);
    assertThat(running.get("/echo").body()).isEmpty();
  }

  @Test
  void hashesUploads() throws Exception {
    JsonObject answer = new JsonObject(running.post("/upload", "abc").body());
    assertThat(answer.getLong("bytes")).isEqualTo(3);
    // The test vector of FIPS 180-4.
    assertThat(answer.getString("sha256"))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void bytesAreTheSameEachTimeAndSmallerOnesAPrefix() throws Exception {
    byte[] large = running.bytes("/bytes/1MiB").body();
    byte[] small = running.bytes("/bytes/100000").body();
    assertThat(large).hasSize(1024 * 1024);
    assertThat(small).isEqualTo(Arrays.copyOf(large, 100_000));
    assertThat(running.bytes("/bytes/0").body()).isEmpty();
  }

  @Test
  void streamsChunksWithoutLength() throws Exception {
    HttpResponse<String> answer = running.get("/stream/3");
    assertThat(answer.body()).isEqualTo("chunk 1\nchunk 2\nchunk 3\n");
    assertThat(answer.headers().firstValue("content-length")).isEmpty();
    assertThat(running.get("/stream/1000").body().lines()).hasSize(1000);
  }

  @Test
  void sendsEvents() throws Exception {
    HttpResponse<String> answer = running.get("/sse?count=3&interval-ms=1");
    assertThat(answer.headers().firstValue("content-type")).contains("text/event-stream");
    assertThat(answer.body())
        .isEqualTo("id: 1\ndata: event 1\n\nid: 2\ndata: event 2\n\nid: 3\ndata: event 3\n\n");
    assertThat(running.get("/sse?count=1").body()).isEqualTo("id: 1\ndata: event 1\n\n");
  }

  @Test
  void healthIsSwitched() throws Exception {
    assertThat(running.post("/healthz/down", "").statusCode()).isEqualTo(200);
    assertThat(running.get("/healthz").statusCode()).isEqualTo(503);
    assertThat(running.post("/healthz/up", "").statusCode()).isEqualTo(200);
    assertThat(running.get("/healthz").body()).isEqualTo("ok");
    assertThat(running.get("/healthz/down").statusCode()).isNotEqualTo(200);
  }
}
