package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Backends that refuse connections, and one that dies. */
class BackendLossIT {

  @Test
  void anHttpRequestGoesPastThoseThatRefuse() throws IOException {
    int dead = Ports.closed();
    try (Backends alive = Backends.http(1);
        Balancer balancer = Balancer.start(Balancer.http(dead, alive.port(0)))) {
      for (int i = 0; i < 6; i++) {
        Answer answer = Wire.get(balancer.port(), "/");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("x-backend")).isEqualTo(alive.name());
      }
      balancer.program().err().await("127.0.0.1:" + dead);
      assertThat(balancer.accessLog(6))
          .allSatisfy(
              line ->
                  assertThat(line.getString("backend")).isEqualTo("127.0.0.1:" + alive.port(0)));
    }
  }

  @Test
  void aRequestWithABodyGoesPastThoseThatRefuse() throws IOException {
    try (Backends alive = Backends.http(1);
        Balancer balancer = Balancer.start(Balancer.http(Ports.closed(), alive.port(0)));
        Wire wire = Wire.to(balancer.port())) {
      for (int i = 0; i < 4; i++) {
        Answer answer =
            wire.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello").answer();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("hello");
      }
    }
  }

  @Test
  void aTcpConnectionGoesPastThoseThatRefuse() throws IOException {
    int dead = Ports.closed();
    try (Backends alive = Backends.tcp(1);
        Balancer balancer = Balancer.start(Balancer.tcp(dead, alive.port(0)))) {
      for (int i = 0; i < 6; i++) {
        assertThat(Wire.say(balancer.port(), "Hello")).isEqualTo("Hi from server " + alive.port(0));
      }
      balancer.program().err().await("127.0.0.1:" + dead);
    }
  }

  @Test
  void withNoneLeftHttpAnswers503() throws IOException {
    try (Balancer balancer = Balancer.start(Balancer.http(Ports.closed(), Ports.closed()));
        Wire wire = Wire.to(balancer.port())) {
      for (int i = 0; i < 2; i++) {
        Answer answer = wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").answer();
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("x-sluice-reason")).isEqualTo("all-backends-down");
        assertThat(answer.text()).isNotEmpty();
      }
      balancer.program().err().await("took no connection");
      List<JsonObject> lines = balancer.accessLog(2);
      assertThat(lines)
          .allSatisfy(
              line -> {
                assertThat(line.getInteger("status")).isEqualTo(503);
                assertThat(line.getString("result")).isEqualTo("all-backends-down");
              });
    }
  }

  @Test
  void aRefusalIsJsonForThoseWhoAcceptIt() throws IOException {
    try (Balancer balancer = Balancer.start(Balancer.http(Ports.closed()));
        Wire wire = Wire.to(balancer.port())) {
      Answer answer =
          wire.send("GET / HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\n\r\n").answer();
      assertThat(answer.header("content-type")).startsWith("application/json");
      assertThat(answer.json().getString("reason")).isEqualTo("all-backends-down");
    }
  }

  @Test
  void withNoneLeftTcpIsClosedAtOnce() throws IOException {
    try (Balancer balancer = Balancer.start(Balancer.tcp(Ports.closed(), Ports.closed()));
        Wire wire = Wire.to(balancer.port())) {
      assertThat(wire.ended()).isTrue();
      balancer.program().err().await("took no connection");
      assertThat(balancer.accessLog(1).get(0).getString("result")).isEqualTo("all-backends-down");
    }
  }

  @Test
  void aKilledBackendLosesNoGet() {
    try (Backends steady = Backends.http(2);
        Backends victim = Backends.http(1);
        Balancer balancer =
            Balancer.start(Balancer.http(steady.port(0), victim.port(0), steady.port(1)));
        Load load = Load.startEndless("-c", "50", balancer.httpUrl())) {
      balancer.awaitMoreOfTheLog(100);
      victim.kill();
      balancer.awaitState(victim.port(0), "ejected");
      balancer.awaitMoreOfTheLog(2_000);
      JsonObject figures = load.stop();
      assertThat(figures.getJsonObject("errors").getMap()).isEmpty();
      assertThat(figures.getJsonObject("status").fieldNames()).containsExactly("200");
      assertThat(figures.getJsonObject("by_backend").getLong(victim.name())).isPositive();
    }
  }

  @Test
  void aBackendThatComesBackIsUsedAgain() throws IOException {
    int port = Ports.closed();
    try (Backends steady = Backends.http(1);
        Balancer balancer = Balancer.start(Balancer.http(port, steady.port(0)))) {
      assertThat(Wire.get(balancer.port(), "/").header("x-backend")).isEqualTo(steady.name());
      try (Program back =
          Program.start("backend-service", "64m", "--listen", "http://127.0.0.1:" + port)) {
        back.out().await("listening on");
        Await.until(
            "the backend is used again",
            () -> {
              try {
                return Wire.get(balancer.port(), "/").header("x-backend").equals("server-" + port);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
      }
    }
  }
}
