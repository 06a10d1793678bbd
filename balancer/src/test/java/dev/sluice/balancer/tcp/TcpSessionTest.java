package dev.sluice.balancer.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.AffinityConfig;
import dev.sluice.balancer.config.BackendConfig;
import dev.sluice.balancer.config.ListenConfig.WhenFull;
import dev.sluice.balancer.config.OutlierConfig;
import dev.sluice.balancer.config.PoolConfig;
import dev.sluice.balancer.config.PoolPolicy;
import dev.sluice.balancer.config.QueueConfig;
import dev.sluice.balancer.event.AccessEvent;
import dev.sluice.balancer.net.Eventually;
import dev.sluice.balancer.net.Rig;
import dev.sluice.balancer.net.Scripted;
import dev.sluice.balancer.net.Wire;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Connections that end before they are relayed, in every way; the rig counts what is left. */
class TcpSessionTest {

  static Stream<Transport> transports() {
    return TcpFront.nioAndEpoll();
  }

  /** A backend whose backlog is full: connections to it neither succeed nor fail. */
  private static final class Unreachable implements AutoCloseable {

    private final ServerSocket server;
    private final List<Socket> sockets = new ArrayList<>();

    Unreachable() throws IOException {
      server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      for (int i = 0; i < 2; i++) {
        sockets.add(new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort()));
      }
    }

    Address address() {
      return new Address("127.0.0.1", server.getLocalPort());
    }

    @Override
    public void close() throws IOException {
      server.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aClientMayLeaveWhileABackendIsDialled(Transport transport) throws Exception {
    Rig.Settings patient =
        TcpFront.SETTINGS.patience(Duration.ofSeconds(10), Duration.ofMillis(500));
    try (Unreachable backend = new Unreachable();
        Rig rig = TcpFront.plain(transport, patient, backend.address())) {
      Wire client = Wire.to(rig.port());
      client.send("hello");
      Eventually.that("it is dialled", () -> rig.pool().active() == 1);
      client.reset();
      // Nobody reads meanwhile, so only the native transports notice it before the backend is
      // there.
      String expected = transport == Transport.NIO ? "all-backends-down" : "client-reset";
      assertThat(rig.connection().result()).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aBackendThatDoesNotAcceptInTimeIsPassedOver(Transport transport) throws Exception {
    Rig.Settings hasty = TcpFront.SETTINGS.patience(Duration.ofSeconds(10), Duration.ofMillis(200));
    try (Unreachable silent = new Unreachable();
        Scripted good = Scripted.backend(wire -> wire.send(wire.rest()));
        Rig rig = TcpFront.plain(transport, hasty, silent.address(), good.address());
        Wire client = Wire.to(rig.port())) {
      // All of it is there long before the backend is.
      client.send("hello").finish();
      assertThat(client.rest()).asString().isEqualTo("hello");
      AccessEvent.Connection event = rig.connection();
      assertThat(event.target().backend()).isEqualTo(good.address().toString());
      assertThat(event.traffic()).isEqualTo(new AccessEvent.Traffic(5, 5));
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void mayBeStoppedWhileABackendIsDialled(Transport transport) throws Exception {
    Rig.Settings patient =
        TcpFront.SETTINGS.patience(Duration.ofSeconds(10), Duration.ofMillis(500));
    try (Unreachable backend = new Unreachable();
        Rig rig = TcpFront.plain(transport, patient, backend.address());
        Wire client = Wire.to(rig.port())) {
      Eventually.that("it is dialled", () -> rig.pool().active() == 1);
      assertThat(Rig.await(rig.stop(Duration.ofMillis(50)))).isEqualTo(1);
      assertThat(client.gone()).isTrue();
      AccessEvent.Connection event = rig.connection();
      assertThat(event.result()).isEqualTo("stopped");
      assertThat(event.target().pool()).isEqualTo("pool");
    }
  }

  /** As many connections to each backend at once as told, the others in the pool's queue. */
  private static Rig.Settings queueing(QueueConfig queue) {
    return TcpFront.SETTINGS.pool(
        pool ->
            new PoolConfig(
                pool.name(),
                pool.algorithm(),
                List.of(new BackendConfig(pool.backends().get(0).address(), 1, 1, false)),
                new PoolPolicy(
                    0,
                    Duration.ZERO,
                    Optional.empty(),
                    OutlierConfig.OFF,
                    queue,
                    AffinityConfig.DEFAULT),
                pool.connections()));
  }

  @ParameterizedTest
  @MethodSource("transports")
  void isLoggedWhenTheQueueIsFullOrTooSlow(Transport transport) throws Exception {
    try (Scripted backend = Scripted.backend(Wire::gone);
        Rig rig =
            TcpFront.plain(
                transport,
                queueing(new QueueConfig(1, Duration.ofMillis(300))),
                backend.address());
        Wire first = Wire.to(rig.port())) {
      Eventually.that("it is relayed", () -> rig.pool().active() == 1);
      try (Wire second = Wire.to(rig.port())) {
        Eventually.that("it waits", () -> rig.pool().waiting() == 1);
        try (Wire third = Wire.to(rig.port())) {
          assertThat(third.gone()).isTrue();
          assertThat(rig.connection().result()).isEqualTo("queue-full");
        }
        assertThat(second.gone()).isTrue();
        assertThat(rig.connection().result()).isEqualTo("queue-timeout");
      }
      first.finish().rest();
      assertThat(rig.connection().result()).isEqualTo("closed");
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void mayBeStoppedWhileItWaitsForABackend(Transport transport) throws Exception {
    try (Scripted backend = Scripted.backend(Wire::gone);
        Rig rig = TcpFront.plain(transport, queueing(QueueConfig.DEFAULT), backend.address());
        Wire first = Wire.to(rig.port())) {
      Eventually.that("it is relayed", () -> rig.pool().active() == 1);
      try (Wire second = Wire.to(rig.port())) {
        Eventually.that("it waits", () -> rig.pool().waiting() == 1);
        assertThat(Rig.await(rig.stop(Duration.ofMillis(50)))).isEqualTo(2);
        assertThat(first.gone()).isTrue();
        assertThat(second.gone()).isTrue();
        assertThat(rig.connection().result()).isEqualTo("stopped");
        assertThat(rig.connection().result()).isEqualTo("stopped");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void mayBeStoppedWhileItWaitsForAPlace(Transport transport) throws Exception {
    try (Scripted backend = Scripted.backend(Wire::gone);
        Rig rig =
            TcpFront.plain(
                transport, TcpFront.SETTINGS.limit(1, WhenFull.WAIT), backend.address());
        Wire first = Wire.to(rig.port());
        Wire second = Wire.to(rig.port())) {
      Eventually.that("it is relayed", () -> rig.pool().active() == 1);
      // The other one is in the backlog, or was accepted just before.
      int stopped = Rig.await(rig.stop(Duration.ofMillis(50)));
      assertThat(stopped).isBetween(1, 2);
      assertThat(first.gone()).isTrue();
      assertThat(second.gone()).isTrue();
      for (int i = 0; i < stopped; i++) {
        assertThat(rig.connection().result()).isEqualTo("stopped");
      }
    }
  }

  /** What a client sends is kept in order while its backends are dialled, and bounded. */
  @ParameterizedTest
  @MethodSource("transports")
  void keepsWhatComesBeforeABackendIsThere(Transport transport) throws Exception {
    byte[] much = TcpFront.random(2_000_000);
    Rig.Settings hasty = TcpFront.SETTINGS.patience(Duration.ofSeconds(10), Duration.ofMillis(300));
    try (Unreachable silent = new Unreachable();
        Scripted good =
            Scripted.backend(
                wire -> {
                  assertThat(wire.rest()).isEqualTo(much);
                  wire.send("done");
                });
        Rig rig = TcpFront.plain(transport, hasty, silent.address(), good.address());
        Wire client = Wire.to(rig.port())) {
      client.send(much).finish();
      assertThat(client.rest()).asString().isEqualTo("done");
      assertThat(rig.connection().traffic()).isEqualTo(new AccessEvent.Traffic(much.length, 4));
    }
  }
}
