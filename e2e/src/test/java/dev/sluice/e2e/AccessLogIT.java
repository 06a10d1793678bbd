package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A line for each connection and request, as soon as it has ended. */
class AccessLogIT {

  @Test
  void aRequestIsLoggedWhileTheProgramRuns() throws IOException {
    try (Backends backends = Backends.http(1);
        Balancer balancer =
            Balancer.start(Balancer.http(backends).replace("listen", "name = \"web\"\nlisten"));
        Wire wire = Wire.to(balancer.port())) {
      wire.send(
          "POST /echo?a=b HTTP/1.1\r\nHost: shop.example.com\r\nX-Request-Id: abc-123\r\n"
              + "User-Agent: test\r\nContent-Length: 5\r\n\r\nhello");
      assertThat(wire.answer().text()).isEqualTo("hello");
      JsonObject line = balancer.accessLog(1).get(0);
      assertThat(Instant.parse(line.getString("time"))).isBefore(Instant.now());
      assertThat(line.getDouble("duration-ms")).isPositive();
      line.remove("time");
      line.remove("duration-ms");
      JsonObject expected =
          new JsonObject()
              .put("type", "http")
              .put("server", "web")
              .put("client", "127.0.0.1:" + wire.localPort())
              .put("method", "POST")
              .put("host", "shop.example.com")
              .put("target", "/echo?a=b")
              .put("version", "HTTP/1.1")
              .put("backend", "127.0.0.1:" + backends.port(0))
              .put("status", 200)
              .put("result", "ok")
              .put("request-id", "abc-123")
              .put("user-agent", "test")
              .put("received", 5)
              .put("sent", 5);
      assertThat(line.getMap()).containsAllEntriesOf(expected.getMap());
    }
  }

  @Test
  void aConnectionIsLoggedWhileTheProgramRuns() throws IOException {
    try (Backends backends = Backends.tcp(1);
        Balancer balancer = Balancer.start(Balancer.tcp(backends))) {
      String greeting = Wire.say(balancer.port(), "Hello");
      JsonObject line = balancer.accessLog(1).get(0);
      assertThat(line.getString("type")).isEqualTo("tcp");
      assertThat(line.getString("client")).startsWith("127.0.0.1:");
      assertThat(line.getString("backend")).isEqualTo("127.0.0.1:" + backends.port(0));
      assertThat(line.getString("result")).isEqualTo("closed");
      assertThat(line.getInteger("received")).isEqualTo(5);
      assertThat(line.getInteger("sent")).isEqualTo(greeting.length());
    }
  }

  @Test
  void whatAClientSendsCannotForgeALine() throws IOException {
    try (Backends backends = Backends.http(1);
        Balancer balancer = Balancer.start(Balancer.http(backends))) {
      try (Wire wire = Wire.to(balancer.port())) {
        wire.send("GET /\" HTTP/1.1\r\nHost: x\r\nUser-Agent: a\"},{\"b\r\nReferer: \\\r\n\r\n");
        assertThat(wire.answer().status()).isEqualTo(404);
      }
      Wire.get(balancer.port(), "/");
      JsonObject line = balancer.accessLog(2).get(0);
      assertThat(line.getString("target")).isEqualTo("/\"");
      assertThat(line.getString("user-agent")).isEqualTo("a\"},{\"b");
      assertThat(balancer.accessLog()).hasSize(2);
    }
  }

  @Test
  void aRefusedRequestIsLoggedWithItsReason() throws IOException {
    try (Backends backends = Backends.http(1);
        Balancer balancer = Balancer.start(Balancer.http(backends));
        Wire wire = Wire.to(balancer.port())) {
      wire.send("GET / HTTP/1.1\r\n\r\n").answer();
      JsonObject line = balancer.accessLog(1).get(0);
      assertThat(line.getInteger("status")).isEqualTo(400);
      assertThat(line.getString("result")).isEqualTo("bad-request");
      assertThat(line.getLong("sent")).isPositive();
    }
  }

  @Test
  void aClientThatLeavesIsLogged() throws IOException {
    Gate gate = new Gate();
    try (ScriptedBackend backend =
            new ScriptedBackend(
                wire -> {
                  wire.head();
                  gate.await();
                });
        Balancer balancer = Balancer.start(Balancer.http(backend.port()))) {
      try (Wire wire = Wire.to(balancer.port())) {
        wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        Await.until("the request arrives", () -> backend.accepted() == 1);
      }
      JsonObject line = balancer.accessLog(1).get(0);
      assertThat(line.getInteger("status")).isEqualTo(499);
      assertThat(line.getString("result")).isEqualTo("client-gone");
      gate.open();
    }
  }
}
