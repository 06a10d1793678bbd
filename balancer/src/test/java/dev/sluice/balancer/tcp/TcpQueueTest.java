package dev.sluice.balancer.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.BackendConfig;
import dev.sluice.balancer.config.PoolConfig;
import dev.sluice.balancer.config.ServerConfig;
import dev.sluice.balancer.net.Eventually;
import dev.sluice.balancer.net.Rig;
import dev.sluice.balancer.net.Scripted;
import dev.sluice.balancer.net.Transports;
import dev.sluice.balancer.net.Wire;
import io.vertx.core.Vertx;
import io.vertx.core.transport.Transport;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Connections that wait for a backend. */
class TcpQueueTest {

  static Stream<Transport> transports() {
    return Transports.available();
  }

  private static Rig oneAtATime(Transport transport, Address backend) {
    return Rig.start(
        Vertx.builder().withTransport(transport).build(),
        Rig.settings(ServerConfig.Protocol.TCP).pool(TcpQueueTest::oneEach),
        (context, pool) -> ToPool.listener(context, pool),
        backend);
  }

  private static PoolConfig oneEach(PoolConfig pool) {
    return pool.withBackends(
        pool.backends().stream()
            .map(b -> new BackendConfig(b.address(), b.weight(), 1, false))
            .toList());
  }

  /** The backend holds its first client until it may go on; everyone hears what it said. */
  private static Scripted echoing(CountDownLatch goOn) throws Exception {
    return Scripted.backend(
        wire -> {
          goOn.await();
          wire.send("first");
        },
        wire -> wire.send(wire.text(5)));
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aClientThatBreaksOffGivesItsPlaceUp(Transport transport) throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    try (Scripted backend = echoing(goOn);
        Rig rig = oneAtATime(transport, backend.address());
        Wire first = Wire.to(rig.port())) {
      Eventually.that("it is in use", () -> rig.pool().active() == 1);
      Wire silent = Wire.to(rig.port());
      Wire talking = Wire.to(rig.port());
      talking.send("hello");
      Eventually.that("two wait", () -> rig.pool().waiting() == 2);
      silent.reset();
      talking.reset();
      Eventually.that("nobody waits", () -> rig.pool().waiting() == 0);
      assertThat(rig.connection().result()).isEqualTo("client-reset");
      assertThat(rig.connection().result()).isEqualTo("client-reset");
      goOn.countDown();
      assertThat(first.finish().rest()).asString().isEqualTo("first");
      rig.connection();
      assertThat(backend.accepted()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void whatAClientSendsWhileItWaitsIsNotLost(Transport transport) throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    try (Scripted backend = echoing(goOn);
        Rig rig = oneAtATime(transport, backend.address());
        Wire first = Wire.to(rig.port());
        Wire second = Wire.to(rig.port())) {
      Eventually.that("one waits", () -> rig.pool().waiting() == 1);
      second.send("hel");
      second.send("lo");
      goOn.countDown();
      assertThat(first.finish().rest()).asString().isEqualTo("first");
      rig.connection();
      assertThat(second.finish().rest()).asString().isEqualTo("hello");
      rig.connection();
    }
  }
}
