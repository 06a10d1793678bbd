package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the balancer changes in heads, and what it leaves alone. */
class HeadersIT {

  private static Backends backends;
  private static Balancer balancer;

  @BeforeAll
  static void start() {
    backends = Backends.http(1);
    balancer = Balancer.start(Balancer.http(backends));
  }

  @AfterAll
  static void stop() {
    balancer.close();
    backends.close();
  }

  /** The fields that the backend saw, as "name: value". */
  private static List<String> seen(String... fields) throws IOException {
    String lines = List.of(fields).stream().map(f -> f + "\r\n").collect(Collectors.joining());
    try (Wire wire = Wire.to(balancer.port())) {
      Answer answer = wire.send("GET /whoami HTTP/1.1\r\n" + lines + "\r\n").answer();
      assertThat(answer.status()).isEqualTo(200);
      return answer.json().getJsonArray("header-list").stream()
          .map(JsonArray.class::cast)
          .map(field -> field.getString(0).toLowerCase() + ": " + field.getString(1))
          .toList();
    }
  }

  @Test
  void theHostIsKept() throws IOException {
    assertThat(seen("Host: shop.example.com:8080"))
        .contains("host: shop.example.com:8080")
        .filteredOn(field -> field.startsWith("host:"))
        .hasSize(1);
  }

  @Test
  void anAbsoluteTargetReplacesTheHost() throws IOException {
    try (Wire wire = Wire.to(balancer.port())) {
      Answer answer =
          wire.send("GET http://a.example.com/whoami?x=1 HTTP/1.1\r\nHost: b.example.com\r\n\r\n")
              .answer();
      assertThat(answer.json().getString("uri")).isEqualTo("/whoami?x=1");
      assertThat(answer.json().getString("authority")).isEqualTo("a.example.com");
    }
  }

  @Test
  void forwardedFieldsReplaceWhatTheClientSent() throws IOException {
    List<String> fields =
        seen(
            "Host: shop.example.com",
            "X-Forwarded-For: 6.6.6.6",
            "x-forwarded-for: 7.7.7.7",
            "X-Forwarded-Proto: gopher",
            "X-Forwarded-Host: evil.example.com",
            "Forwarded: for=6.6.6.6");
    assertThat(fields)
        .filteredOn(field -> field.startsWith("x-forwarded-") || field.startsWith("forwarded"))
        .containsExactlyInAnyOrder(
            "x-forwarded-for: 127.0.0.1",
            "x-forwarded-proto: http",
            "x-forwarded-host: shop.example.com",
            "forwarded: for=127.0.0.1;host=\"shop.example.com\";proto=http");
  }

  @Test
  void hopByHopFieldsOfARequestEndHere() throws IOException {
    List<String> fields =
        seen(
            "Host: x",
            "Connection: keep-alive, X-Private",
            "X-Private: secret",
            "Keep-Alive: timeout=5",
            "Proxy-Connection: keep-alive",
            "Proxy-Authorization: Basic eDp5",
            "TE: deflate",
            "X-Public: shown",
            "X-Public: twice");
    assertThat(fields).contains("x-public: shown", "x-public: twice");
    assertThat(fields)
        .noneMatch(
            field ->
                field.matches("(x-private|keep-alive|proxy-connection|proxy-authorization|te):.*"))
        .noneMatch(field -> field.startsWith("connection:") && field.contains("rivate"));
  }

  @Test
  void hopByHopFieldsOfAnAnswerEndHere() throws IOException {
    String answer =
        "HTTP/1.1 200 OK\r\nConnection: X-Private\r\nX-Private: secret\r\n"
            + "Keep-Alive: timeout=5\r\nProxy-Connection: keep-alive\r\n"
            + "X-Public: shown\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 2\r\n\r\nhi";
    try (ScriptedBackend backend = ScriptedBackend.answering(answer);
        Balancer front = Balancer.start(Balancer.http(backend.port()));
        Wire wire = Wire.to(front.port())) {
      Answer passed = wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").answer();
      assertThat(passed.text()).isEqualTo("hi");
      assertThat(passed.header("x-public")).isEqualTo("shown");
      assertThat(passed.all("set-cookie")).containsExactly("a=1", "b=2");
      assertThat(passed.header("via")).isEqualTo("1.1 sluice");
      assertThat(passed.all("x-private")).isEmpty();
      assertThat(passed.all("keep-alive")).isEmpty();
      assertThat(passed.all("proxy-connection")).isEmpty();
      assertThat(passed.header("connection")).doesNotContainIgnoringCase("private");
    }
  }

  @Test
  void viaIsAddedBehindThoseThatAreThere() throws IOException {
    assertThat(seen("Host: x", "Via: 1.0 fred"))
        .filteredOn(field -> field.startsWith("via:"))
        .containsExactly("via: 1.0 fred", "via: 1.1 sluice");
    Answer answer = Wire.get(balancer.port(), "/");
    assertThat(answer.header("via")).isEqualTo("1.1 sluice");
  }

  @Test
  void aRequestIdIsKept() throws IOException {
    assertThat(seen("Host: x", "X-Request-Id: abc-123")).contains("x-request-id: abc-123");
  }

  @Test
  void aRequestIdIsMade() throws IOException {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      List<String> made =
          seen("Host: x").stream().filter(field -> field.startsWith("x-request-id:")).toList();
      assertThat(made).hasSize(1);
      assertThat(made.get(0)).matches("x-request-id: [0-9A-Za-z-]{16,}");
      ids.addAll(made);
    }
    assertThat(ids).hasSize(3);
  }

  @Test
  void oneConnectionToTheBackendServesManyRequests() throws IOException {
    Set<Integer> ports = new HashSet<>();
    try (Wire wire = Wire.to(balancer.port())) {
      for (int i = 0; i < 20; i++) {
        Answer answer = wire.send("GET /whoami HTTP/1.1\r\nHost: x\r\n\r\n").answer();
        ports.add(answer.json().getJsonObject("peer").getInteger("port"));
      }
    }
    assertThat(ports).hasSize(1);
  }
}
