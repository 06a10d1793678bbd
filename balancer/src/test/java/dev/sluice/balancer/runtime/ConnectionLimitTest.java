package dev.sluice.balancer.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.event.AccessEvent;
import dev.sluice.balancer.net.Eventually;
import dev.sluice.balancer.net.Scripted;
import dev.sluice.balancer.net.Transports;
import dev.sluice.balancer.net.Wire;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Connections beyond the limit of a server, over all its addresses and event loops. */
class ConnectionLimitTest {

  @TempDir private Path folder;

  static Stream<Transport> transports() {
    return Transports.available();
  }

  static Stream<Arguments> protocols() {
    return transports().flatMap(t -> Stream.of(Arguments.of(t, "tcp"), Arguments.of(t, "http")));
  }

  private Running balancer(Transport transport, String protocol, String limit, Scripted backend)
      throws Exception {
    return Running.start(
        transport,
        folder,
        """
        [[server]]
        name = "edge"
        listen = ["127.0.0.1:0", "127.0.0.1:0"]
        protocol = "%s"
        %s
        [[server.forward]]
        backends = [{ address = "%s" }]
        """
            .formatted(protocol, limit, backend.address()));
  }

  private static Scripted backend() throws Exception {
    return Scripted.named("hi");
  }

  private static Wire ask(Wire wire) throws Exception {
    return wire.send("GET / HTTP/1.1\r\nHost: example.com\r\n\r\n");
  }

  private static Wire served(int port) throws Exception {
    Wire wire = ask(Wire.to(port));
    assertThat(wire.answer()).endsWith("hi");
    return wire;
  }

  @ParameterizedTest
  @MethodSource("protocols")
  void closesWhatIsTooMuch(Transport transport, String protocol) throws Exception {
    try (Scripted backend = backend();
        Running balancer = balancer(transport, protocol, "max-connections = 3", backend);
        Wire first = served(balancer.port(0));
        Wire second = served(balancer.port(1));
        Wire third = served(balancer.port(0))) {
      if (protocol.equals("http")) {
        for (Wire served : List.of(first, second, third)) {
          assertThat(balancer.event()).as("the request of %s", served).isNotNull();
        }
      }
      for (int i = 0; i < 4; i++) {
        try (Wire fourth = Wire.to(balancer.port(i % 2))) {
          assertThat(fourth.gone()).isTrue();
          AccessEvent.Connection event = balancer.connection();
          assertThat(event.result()).isEqualTo("max-connections");
          assertThat(event.server()).isEqualTo("edge");
          assertThat(event.client()).isEqualTo(fourth.localAddress());
          assertThat(event.target()).isEqualTo(AccessEvent.Target.NONE);
        }
      }
      // Those within it go on, and make place by whatever end.
      assertThat(ask(second).answer()).endsWith("hi");
      first.reset();
      Eventually.that("there is a place", () -> admits(balancer.port(1)));
      second.socket().close();
      Eventually.that("there is another", () -> admits(balancer.port(0)));
      third.finish().rest();
      Eventually.that("and another", () -> admits(balancer.port(0)));
    }
  }

  /** Whether a connection is served; it is closed then. */
  private static boolean admits(int port) {
    try (Wire wire = Wire.to(port)) {
      return ask(wire).answer().endsWith("hi");
    } catch (Exception closed) {
      return false;
    }
  }

  @ParameterizedTest
  @MethodSource("protocols")
  void letsThemWait(Transport transport, String protocol) throws Exception {
    String limit = "max-connections = 2\nwhen-full = \"wait\"";
    try (Scripted backend = backend();
        Running balancer = balancer(transport, protocol, limit, backend);
        Wire first = served(balancer.port(0));
        Wire second = served(balancer.port(1))) {
      List<Wire> waiting = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        waiting.add(ask(Wire.to(balancer.port(i % 2))));
      }
      assertThat(hears(waiting.get(0))).isFalse();
      assertThat(hears(waiting.get(1))).isFalse();
      assertThat(backend.accepted()).isEqualTo(2);
      assertThat(ask(first).answer()).endsWith("hi");
      // Each that ends makes place for one, whichever it is.
      List<Wire> served = new ArrayList<>(List.of(first, second));
      while (!waiting.isEmpty()) {
        served.remove(0).close();
        Wire next = firstThatHears(waiting);
        waiting.remove(next);
        assertThat(next.answer()).endsWith("hi");
        served.add(next);
      }
      for (Wire wire : served) {
        wire.close();
      }
    }
  }

  private static boolean hears(Wire wire) throws Exception {
    wire.socket().setSoTimeout(100);
    try {
      wire.text(1);
      return true;
    } catch (SocketTimeoutException silence) {
      return false;
    } finally {
      wire.socket().setSoTimeout(10_000);
    }
  }

  private static Wire firstThatHears(List<Wire> wires) {
    Wire[] found = new Wire[1];
    Eventually.that(
        "one is admitted",
        () -> {
          for (Wire wire : wires) {
            try {
              if (wire.socket().getInputStream().available() > 0) {
                found[0] = wire;
                return true;
              }
            } catch (IOException broken) {
              throw new UncheckedIOException(broken);
            }
          }
          return false;
        });
    return found[0];
  }

  /** One that waits may leave, and may be stopped with the rest. */
  @ParameterizedTest
  @MethodSource("protocols")
  void whoWaitsMayLeave(Transport transport, String protocol) throws Exception {
    String limit = "max-connections = 1\nwhen-full = \"wait\"";
    try (Scripted backend = backend();
        Running balancer = balancer(transport, protocol, limit, backend);
        Wire first = served(balancer.port(0))) {
      // On the other address the first one too many is accepted before it is known to be.
      Wire impatient = Wire.to(balancer.port(1));
      ask(impatient);
      impatient.reset();
      Wire patient = ask(Wire.to(balancer.port(1)));
      first.socket().close();
      assertThat(patient.answer()).endsWith("hi");
      Wire last = ask(Wire.to(balancer.port(0)));
      balancer.stop();
      assertThat(last.gone()).isTrue();
      assertThat(patient.gone()).isTrue();
      last.close();
      patient.close();
    }
  }

  @Test
  void zeroIsNoLimit() throws Exception {
    try (Scripted backend = backend();
        Running balancer = balancer(Transport.NIO, "tcp", "max-connections = 0", backend)) {
      List<Wire> many = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        many.add(served(balancer.port(i % 2)));
      }
      for (Wire wire : many) {
        wire.close();
      }
    }
  }
}
