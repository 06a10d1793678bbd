package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** SIGTERM: nothing new is taken, what is under way ends well. */
class ShutdownIT {

  private static final int CLIENTS = 20;
  private static final Integer[] GRACEFUL = {0, 143};

  @Test
  void requestsUnderWayAreAnswered() throws IOException {
    Gate gate = new Gate();
    AtomicInteger underWay = new AtomicInteger();
    List<Wire> wires = new ArrayList<>();
    try (ScriptedBackend backend =
            new ScriptedBackend(
                wire -> {
                  wire.head();
                  underWay.incrementAndGet();
                  gate.await();
                  wire.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone");
                });
        Balancer balancer = Balancer.start(Balancer.http(backend.port()))) {
      for (int i = 0; i < CLIENTS; i++) {
        wires.add(Wire.to(balancer.port()).send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
      }
      Await.until("all requests are under way", () -> underWay.get() == CLIENTS);
      stopAccepting(balancer);
      gate.open();
      for (Wire wire : wires) {
        Answer answer = wire.answer();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("done");
        assertThat(answer.header("connection")).isEqualToIgnoringCase("close");
        assertThat(wire.ended()).isTrue();
      }
      assertThat(balancer.program().exitCode()).isIn((Object[]) GRACEFUL);
      assertThat(balancer.accessLog())
          .hasSize(CLIENTS)
          .allSatisfy(line -> assertThat(line.getString("result")).isEqualTo("ok"));
    } finally {
      for (Wire wire : wires) {
        wire.close();
      }
    }
  }

  private static void stopAccepting(Balancer balancer) {
    balancer.program().terminate();
    Await.until("nothing new is taken", () -> !Ports.accepts(balancer.port()));
  }

  @Test
  void tcpConnectionsUnderWayEndByThemselves() throws IOException {
    try (Backends backends = Backends.tcp(1);
        Balancer balancer = Balancer.start(Balancer.tcp(backends));
        Wire wire = Wire.to(balancer.port())) {
      String greeting = backends.greetings(1).get(0);
      wire.send("Hello");
      assertThat(wire.exactly(greeting.length())).asString().isEqualTo(greeting);
      stopAccepting(balancer);
      wire.send("Still there?");
      assertThat(wire.exactly(greeting.length())).asString().isEqualTo(greeting);
      wire.endOutput();
      assertThat(wire.ended()).isTrue();
      assertThat(balancer.program().exitCode()).isIn((Object[]) GRACEFUL);
      assertThat(balancer.accessLog())
          .anySatisfy(
              line -> {
                assertThat(line.getString("client")).isEqualTo("127.0.0.1:" + wire.localPort());
                assertThat(line.getString("result")).isEqualTo("closed");
              });
    }
  }

  @Test
  void theGraceHasAnEnd() throws IOException {
    String impatient = "[runtime]\nshutdown-grace = \"300ms\"\n";
    Gate never = new Gate();
    AtomicInteger underWay = new AtomicInteger();
    try (ScriptedBackend backend =
            new ScriptedBackend(
                wire -> {
                  wire.head();
                  underWay.incrementAndGet();
                  never.await();
                });
        Balancer balancer = Balancer.start(impatient + Balancer.http(backend.port()));
        Wire wire = Wire.to(balancer.port())) {
      wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      Await.until("the request is under way", () -> underWay.get() == 1);
      balancer.program().terminate();
      assertThat(balancer.program().exitCode()).isIn((Object[]) GRACEFUL);
      assertThat(balancer.accessLog())
          .hasSize(1)
          .allSatisfy(line -> assertThat(line.getString("result")).isEqualTo("stopped"));
      assertThat(balancer.program().err().toString()).contains("1 connections and requests");
    } finally {
      never.open();
    }
  }

  @Test
  void everyAnswerUnderLoadIsInTheLog() throws IOException {
    try (Backends backends = Backends.http(3, "--latency", "5ms");
        Balancer balancer = Balancer.start(Balancer.http(backends));
        Load load = Load.startEndless("-c", "50", "--timeout", "1h", balancer.httpUrl())) {
      balancer.awaitMoreOfTheLog(1_000);
      balancer.program().terminate();
      assertThat(balancer.program().exitCode()).isIn((Object[]) GRACEFUL);
      List<JsonObject> lines = balancer.accessLog();
      awaitAll(50, balancer.port());
      JsonObject figures = load.stop();
      assertThat(figures.getJsonObject("status").fieldNames()).containsExactly("200");
      assertThat(lines)
          .hasSize(figures.getJsonObject("status").getInteger("200"))
          .allSatisfy(line -> assertThat(line.getString("result")).isEqualTo("ok"));
    }
  }

  /** Takes over the port until each client has come: only then it has read its last answer. */
  private static void awaitAll(int clients, int port) throws IOException {
    List<Socket> waiting = new ArrayList<>();
    try (ServerSocket next = new ServerSocket(port, clients, InetAddress.getLoopbackAddress())) {
      next.setSoTimeout((int) Await.LIMIT.toMillis());
      while (waiting.size() < clients) {
        waiting.add(next.accept());
      }
    } finally {
      for (Socket client : waiting) {
        client.close();
      }
    }
  }

  @Test
  void anIdleBalancerStopsAtOnce() throws IOException {
    try (Backends backends = Backends.http(1);
        Balancer balancer = Balancer.start(Balancer.http(backends));
        Wire idle = Wire.to(balancer.port())) {
      idle.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").answer();
      long begin = System.nanoTime();
      balancer.program().terminate();
      assertThat(balancer.program().exitCode()).isIn((Object[]) GRACEFUL);
      assertThat(System.nanoTime() - begin).isLessThan(Duration.ofSeconds(10).toNanos());
    }
  }
}
