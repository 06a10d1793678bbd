package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The ends of a connection: each direction has its own. */
class TcpRelayIT {

  @Test
  void aClientMayEndItsSideAndStillReadTheAnswer() throws IOException {
    try (Backends backends = Backends.tcp(1, "--tcp-mode", "sink");
        Balancer balancer = Balancer.start(Balancer.tcp(backends));
        Wire wire = Wire.to(balancer.port())) {
      Body body = new Body();
      body.send(wire, 1_000_000);
      wire.endOutput();
      assertThat(wire.rest()).asString().isEqualTo("1000000 " + body.sha256() + "\n");
      assertThat(balancer.accessLog(1).get(0).getString("result")).isEqualTo("closed");
    }
  }

  @Test
  void aClientMaySayEverythingAtOnce() throws IOException {
    try (Backends backends = Backends.tcp(1);
        Balancer balancer = Balancer.start(Balancer.tcp(backends))) {
      for (int i = 0; i < 200; i++) {
        try (Wire wire = Wire.to(balancer.port())) {
          wire.send("Hello").endOutput();
          assertThat(wire.rest())
              .as("connection %s", i)
              .asString()
              .isEqualTo(backends.greetings(1).get(0));
        }
      }
    }
  }

  @Test
  void theServerMayEndItsSideFirst() throws Exception {
    AtomicReference<String> heard = new AtomicReference<>();
    Gate done = new Gate();
    try (ScriptedBackend backend =
            new ScriptedBackend(
                wire -> {
                  wire.send("bye").endOutput();
                  heard.set(new String(wire.rest()));
                  done.open();
                });
        Balancer balancer = Balancer.start(Balancer.tcp(backend.port()));
        Wire wire = Wire.to(balancer.port())) {
      assertThat(wire.rest()).asString().isEqualTo("bye");
      wire.send("one last ");
      wire.send("word").endOutput();
      done.await();
      assertThat(heard.get()).isEqualTo("one last word");
      assertThat(balancer.accessLog(1).get(0).getString("result")).isEqualTo("closed");
    }
  }

  @Test
  void aServerMaySpeakFirst() throws IOException {
    try (ScriptedBackend backend =
            new ScriptedBackend(
                wire -> {
                  wire.send("220 ready\r\n");
                  wire.send("you said " + wire.line());
                });
        Balancer balancer = Balancer.start(Balancer.tcp(backend.port()));
        Wire wire = Wire.to(balancer.port())) {
      assertThat(wire.line()).isEqualTo("220 ready");
      assertThat(wire.send("EHLO\r\n").rest()).asString().isEqualTo("you said EHLO");
    }
  }

  @Test
  void aResetOfTheBackendIsAResetForTheClient() throws IOException {
    try (ScriptedBackend backend =
            new ScriptedBackend(
                wire -> {
                  wire.line();
                  wire.reset();
                });
        Balancer balancer = Balancer.start(Balancer.tcp(backend.port()));
        Wire wire = Wire.to(balancer.port())) {
      wire.send("hello\r\n");
      assertThatThrownBy(wire::rest).isInstanceOf(SocketException.class);
      assertThat(balancer.accessLog(1).get(0).getString("result")).isEqualTo("backend-reset");
    }
  }

  @Test
  void aResetOfTheClientIsAResetForTheBackend() throws Exception {
    AtomicReference<Throwable> seen = new AtomicReference<>();
    Gate done = new Gate();
    try (ScriptedBackend backend =
            new ScriptedBackend(
                wire -> {
                  try {
                    wire.send("hello");
                    wire.rest();
                  } catch (IOException e) {
                    seen.set(e);
                  }
                  done.open();
                });
        Balancer balancer = Balancer.start(Balancer.tcp(backend.port()))) {
      try (Wire wire = Wire.to(balancer.port())) {
        assertThat(wire.exactly(5)).asString().isEqualTo("hello");
        wire.reset();
      }
      done.await();
      assertThat(seen.get()).isInstanceOf(SocketException.class);
      assertThat(balancer.accessLog(1).get(0).getString("result")).isEqualTo("client-reset");
    }
  }
}
