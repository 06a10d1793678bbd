package dev.sluice.load.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.load.run.LoadRun;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SelfSignedCertificate;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole program but its exit, against servers on this machine. */
class LoadClientTest {

  private final Vertx vertx = Vertx.vertx();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  @Test
  void withoutOptionsPrintsTenAnswersAndTheSpread() throws Exception {
    AtomicInteger turn = new AtomicInteger();
    int port =
        http(
            request -> {
              String name = "server-" + (9001 + turn.getAndIncrement() % 2);
              request.response().putHeader("X-Backend", name).end("Hi from " + name + "\n");
            });
    assertThat(load("http://localhost:" + port + "/")).isZero();
    assertThat(out.toString().lines().filter(line -> line.startsWith("Hi from "))).hasSize(10);
    assertThat(out.toString())
        .contains("10 ok, 0 errors")
        .containsPattern("server-9001 +5 +50\\.0 %")
        .containsPattern("server-9002 +5 +50\\.0 %");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void sendsMethodHeadersAndBody() throws Exception {
    AtomicReference<String> seen = new AtomicReference<>();
    int port =
        http(
            request ->
                request
                    .body()
                    .onSuccess(
                        body -> {
                          MultiMap headers = request.headers();
                          seen.set(
                              request.method()
                                  + request.uri()
                                  + headers.get("x-a")
                                  + body
                                  + headers.get("host"));
                          request.response().setStatusCode(201).end();
                        }));
    String url = "http://localhost:" + port + "/p?q=1";
    JsonObject json =
        json("-n1", "-m", "PUT", "-H", "X-A: b", "-H", "Host: me", "--body", "text", url);
    assertThat(seen).hasValue("PUT/p?q=1btextme");
    assertThat(json.getJsonObject("status").getLong("201")).isEqualTo(1);
    assertThat(json.getLong("bytes_out")).isEqualTo(4);
  }

  @Test
  void readsTheBodyFromAFile(@TempDir Path dir) throws Exception {
    Path file = Files.writeString(dir.resolve("body"), "12345");
    int port = http(request -> request.body().onSuccess(body -> request.response().end(body)));
    JsonObject json = json("-n1", "--body", "@" + file, "http://localhost:" + port);
    assertThat(json.getLong("bytes_in")).isEqualTo(5);
  }

  @Test
  void holdsExactlyTheConnectionsAskedFor() throws Exception {
    Set<Object> connections = ConcurrentHashMap.newKeySet();
    int port =
        http(
            request -> {
              connections.add(request.connection());
              // Answers only once everybody has come, so that each user needs its own connection.
              vertx.setPeriodic(
                  1,
                  timer -> {
                    if (connections.size() >= 20) {
                      vertx.cancelTimer(timer);
                      request.response().end();
                    }
                  });
            });
    JsonObject json = json("-c20", "-n200", "http://localhost:" + port);
    assertThat(json.getLong("requests")).isEqualTo(200);
    assertThat(json.getJsonObject("errors")).isEmpty();
    assertThat(connections).hasSize(20);
  }

  @Test
  void opensAConnectionPerRequestOnDemand() throws Exception {
    Set<Object> connections = ConcurrentHashMap.newKeySet();
    int port =
        http(
            request -> {
              connections.add(request.connection());
              request.response().end();
            });
    json("-n5", "--no-keepalive", "http://localhost:" + port);
    assertThat(connections).hasSize(5);
    json("-n5", "http://localhost:" + port);
    assertThat(connections).hasSize(6);
  }

  @Test
  void speaksHttp2WithPriorKnowledge() throws Exception {
    int port =
        http(request -> request.response().putHeader("X-Backend", "" + request.version()).end());
    JsonObject json = json("-n4", "-c2", "h2c://localhost:" + port);
    assertThat(json.getJsonObject("by_backend").getLong("HTTP_2")).isEqualTo(4);
  }

  @Test
  void speaksHttpsAndChecksTheCertificate() throws Exception {
    SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
    int port =
        await(
                vertx
                    .createHttpServer(
                        new HttpServerOptions()
                            .setSsl(true)
                            .setKeyCertOptions(certificate.keyCertOptions()))
                    .requestHandler(request -> request.response().end("ok"))
                    .listen(0, "localhost"))
            .actualPort();
    String url = "https://localhost:" + port;
    assertThat(load("-n1", url)).isEqualTo(1);
    assertThat(load("-n1", "--insecure", url)).isZero();
    assertThat(load("-n1", "--ca", certificate.certificatePath(), url)).isZero();
    assertThat(load("-n1", "--ca", certificate.privateKeyPath(), url)).isEqualTo(2);
    certificate.delete();
  }

  @Test
  void speaksTcpWithAConnectionPerRequestUnlessTold() throws Exception {
    AtomicInteger connections = new AtomicInteger();
    int port =
        tcp(
            socket -> {
              connections.incrementAndGet();
              socket.handler(data -> socket.write("Hi from server 7001"));
            });
    JsonObject json = json("-n4", "tcp://localhost:" + port);
    assertThat(json.getJsonObject("by_backend").getLong("server-7001")).isEqualTo(4);
    assertThat(json.getJsonObject("status")).isEmpty();
    assertThat(connections).hasValue(4);
    json("-n4", "--keepalive", "tcp://localhost:" + port);
    assertThat(connections).hasValue(5);
  }

  @Test
  void speaksWebSocket() throws Exception {
    int port =
        await(
                vertx
                    .createHttpServer()
                    .webSocketHandler(socket -> socket.textMessageHandler(socket::writeTextMessage))
                    .listen(0, "localhost"))
            .actualPort();
    assertThat(load("-n2", "--body", "Hi from server 9001", "ws://localhost:" + port + "/ws"))
        .isZero();
    assertThat(out.toString()).containsPattern("server-9001 +2 ");
  }

  @Test
  void countsARefusedUpgrade() throws Exception {
    int port = http(request -> request.response().setStatusCode(503).end());
    JsonObject errors = json("-n2", "ws://localhost:" + port).getJsonObject("errors");
    assertThat(errors).isEqualTo(new JsonObject().put("http-5xx", 2));
  }

  @Test
  void takesSeveralTargetsInTurn() throws Exception {
    int one = http(request -> request.response().putHeader("X-Backend", "one").end());
    int two = http(request -> request.response().putHeader("X-Backend", "two").end());
    JsonObject json = json("-n10", "http://localhost:" + one, "http://localhost:" + two);
    assertThat(json.getJsonObject("by_backend"))
        .isEqualTo(new JsonObject().put("one", 5).put("two", 5));
  }

  @Test
  void exitsWithOneWhenNothingIsReachable() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertThat(load("-n3", "--json", "-", "http://localhost:" + port)).isEqualTo(1);
    assertThat(new JsonObject(out.toString()).getJsonObject("errors").getLong("connect"))
        .isEqualTo(3);
    assertThat(err.toString()).contains("Nothing was reachable: ");
  }

  @Test
  void countsTimeoutsAndGoesOn() throws Exception {
    AtomicInteger turn = new AtomicInteger();
    int port =
        http(
            request -> {
              if (turn.getAndIncrement() > 0) {
                request.response().end();
              }
            });
    JsonObject json = json("-n3", "--timeout", "200ms", "http://localhost:" + port);
    assertThat(json.getJsonObject("errors")).isEqualTo(new JsonObject().put("timeout", 1));
    assertThat(json.getJsonObject("status").getLong("200")).isEqualTo(2);
  }

  @Test
  void countsAnswersThatBreakOff() throws Exception {
    int port =
        tcp(
            socket ->
                socket.handler(
                    data ->
                        socket
                            .write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf")
                            .onComplete(written -> socket.close())));
    JsonObject json = json("-n2", "http://localhost:" + port);
    assertThat(json.getJsonObject("errors")).isEqualTo(new JsonObject().put("reset", 2));
    JsonObject tcp = json("-n2", "tcp://localhost:" + tcp(NetSocket::close));
    assertThat(tcp.getJsonObject("errors")).isEqualTo(new JsonObject().put("reset", 2));
  }

  @Test
  void countsAnswersThatAreNotHttp() throws Exception {
    int port = tcp(socket -> socket.handler(data -> socket.write("this is not http\r\n\r\n")));
    JsonObject json = json("-n2", "http://localhost:" + port);
    assertThat(json.getJsonObject("errors")).isEqualTo(new JsonObject().put("protocol", 2));
  }

  @Test
  void countsServerErrorsAsAnswersAndErrors() throws Exception {
    int port = http(request -> request.response().setStatusCode(502).end());
    JsonObject json = json("-n2", "http://localhost:" + port);
    assertThat(json.getJsonObject("errors")).isEqualTo(new JsonObject().put("http-5xx", 2));
    assertThat(json.getJsonObject("status")).isEqualTo(new JsonObject().put("502", 2));
  }

  @Test
  void anOpenModelShowsAStallInTheLatenciesOfAllRequestsItDelayed() throws Exception {
    int port = http(stallOnce(500));
    String url = "http://localhost:" + port;
    JsonObject open = json("-r200", "-n150", "-c1", url);
    assertThat(open.getBoolean("corrected")).isTrue();
    assertThat(open.getLong("requests")).isEqualTo(150);
    // About 100 of the 150 were due during the stall, half of them over 250 ms before its end.
    assertThat(open.getJsonObject("latency_ms").getDouble("p90")).isGreaterThan(250);

    JsonObject closed = json("-n150", "-c1", "http://localhost:" + http(stallOnce(500)));
    assertThat(closed.getBoolean("corrected")).isFalse();
    assertThat(closed.getJsonObject("latency_ms").getDouble("max")).isGreaterThan(450);
    assertThat(closed.getJsonObject("latency_ms").getDouble("p90")).isLessThan(250);
  }

  @Test
  void anOpenModelGivesUpOnRequestsThatFindNoConnection() throws Exception {
    int port = http(request -> {});
    JsonObject json =
        json("-r100", "-n40", "-c1", "--timeout", "100ms", "http://localhost:" + port);
    assertThat(json.getLong("requests")).isEqualTo(40);
    assertThat(json.getJsonObject("errors").getLong("backlog")).isPositive();
    assertThat(json.getJsonObject("errors").getLong("timeout")).isPositive();
  }

  @Test
  void endsAfterTheDurationWithoutPrintingAnswers() throws Exception {
    int port = http(request -> request.response().end("answer"));
    assertThat(load("-d", "300ms", "--warmup", "100ms", "-c2", "http://localhost:" + port))
        .isZero();
    assertThat(out.toString()).doesNotContain("answer\n").contains(" 0 errors");
  }

  @Test
  void judgesThresholds() throws Exception {
    int port = http(request -> request.response().end());
    String url = "http://localhost:" + port;
    assertThat(load("--fail-if", "p99>50s", "--fail-if", "errors>0", url)).isZero();
    assertThat(load("--fail-if", "errors>=0", "--fail-if", "p50>1h", url)).isEqualTo(3);
    assertThat(err.toString())
        .contains("Threshold crossed: errors>=0: was 0")
        .doesNotContain("p50");
  }

  @Test
  void writesReportsQuietly(@TempDir Path dir) throws Exception {
    int port = http(request -> request.response().end());
    Path json = dir.resolve("a.json");
    Path html = dir.resolve("a.html");
    assertThat(
            load("--quiet", "--json", json + "", "--report", html + "", "http://localhost:" + port))
        .isZero();
    assertThat(out.toString()).isEmpty();
    assertThat(new JsonObject(Files.readString(json)).getLong("requests")).isEqualTo(10);
    assertThat(html).content().startsWith("<!doctype html>");
  }

  @Test
  void stopsEarlyAndStillReports() throws Exception {
    AtomicReference<LoadRun> run = new AtomicReference<>();
    AtomicInteger turn = new AtomicInteger();
    int port =
        http(
            request -> {
              request.response().end();
              if (turn.incrementAndGet() == 20) {
                run.get().stop();
              }
            });
    assertThat(load(run::set, "-d", "1h", "http://localhost:" + port)).isZero();
    assertThat(out.toString()).contains(" requests in ").contains(" 0 errors");
  }

  @Test
  void stopsBeforeItHasBegun() throws Exception {
    int port = http(request -> request.response().end());
    assertThat(load(LoadRun::stop, "-d", "1h", "http://localhost:" + port)).isZero();
    assertThat(out.toString()).contains(" requests in ").contains(" 0 errors");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nope",
        "ftp://h/",
        "-n 0 http://h/",
        "-c 0 http://h/",
        "-r 0 http://h/",
        "-d 0s http://h/",
        "-d 5 http://h/",
        "--fail-if p99>50 http://h/",
        "-H nope http://h/",
        "--body @/does/not/exist http://h/",
        "--ca /does/not/exist https://h/",
        "--keepalive --no-keepalive http://h/",
        "--timeout 0s http://h/",
        "--json /does/not/exist/a http://h/",
        "--unknown http://h/",
        "-m G:T http://h/"
      })
  void refusesBadUsage(String line) {
    assertThat(load(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).startsWith("load-client: ").doesNotContain("\tat ");
  }

  @Test
  void helpsAndTellsItsVersion() {
    assertThat(load("--help")).isZero();
    assertThat(load("--version")).isZero();
    assertThat(out.toString()).contains("--fail-if", "load-client");
    assertThat(err.toString()).isEmpty();
  }

  private Consumer<HttpServerRequest> stallOnce(long millis) {
    AtomicInteger turn = new AtomicInteger();
    return request -> {
      if (turn.getAndIncrement() == 20) {
        vertx.setTimer(millis, end -> request.response().end());
      } else {
        request.response().end();
      }
    };
  }

  private int http(Consumer<HttpServerRequest> handler) throws Exception {
    return await(vertx.createHttpServer().requestHandler(handler::accept).listen(0, "localhost"))
        .actualPort();
  }

  private int tcp(Consumer<NetSocket> handler) throws Exception {
    return await(
            vertx
                .createNetServer(new NetServerOptions())
                .connectHandler(handler::accept)
                .listen(0, "localhost"))
        .actualPort();
  }

  private JsonObject json(String... args) throws IOException {
    out.getBuffer().setLength(0);
    String[] all = new String[args.length + 2];
    System.arraycopy(args, 0, all, 2, args.length);
    all[0] = "--json";
    all[1] = "-";
    load(all);
    return new JsonObject(Buffer.buffer(out.toString()));
  }

  private int load(String... args) {
    return load(run -> {}, args);
  }

  private int load(Consumer<LoadRun> started, String... args) {
    return Main.commandLine(started)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
