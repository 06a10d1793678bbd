package dev.sluice.balancer.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.balancer.config.RuntimeConfig;
import dev.sluice.balancer.net.Rig;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VertxFactoryTest {

  private static RuntimeConfig with(RuntimeConfig.Transport transport, int loops) {
    return new RuntimeConfig(loops, transport, true, Duration.ofSeconds(1));
  }

  @Test
  void usesEpollWhereThereIsOne() {
    io.vertx.core.transport.Transport epoll = io.vertx.core.transport.Transport.EPOLL;
    Vertx vertx = VertxFactory.create(with(RuntimeConfig.Transport.AUTO, 1));
    assertThat(vertx.isNativeTransportEnabled()).isEqualTo(epoll != null && epoll.available());
    Rig.await(vertx.close());
  }

  @Test
  void usesNioWhenAsked() {
    Vertx vertx = VertxFactory.create(with(RuntimeConfig.Transport.NIO, 1));
    assertThat(vertx.isNativeTransportEnabled()).isFalse();
    Rig.await(vertx.close());
  }

  @ParameterizedTest
  @EnumSource(names = {"EPOLL", "IO_URING"})
  void usesANativeTransportOrSaysWhyNot(RuntimeConfig.Transport transport) {
    io.vertx.core.transport.Transport library =
        transport == RuntimeConfig.Transport.EPOLL
            ? io.vertx.core.transport.Transport.EPOLL
            : io.vertx.core.transport.Transport.IO_URING;
    if (library != null && library.available()) {
      Vertx vertx = VertxFactory.create(with(transport, 1));
      assertThat(vertx.isNativeTransportEnabled()).isTrue();
      Rig.await(vertx.close());
    } else {
      assertThatThrownBy(() -> VertxFactory.create(with(transport, 1)))
          .isInstanceOf(TransportException.class)
          .hasMessageStartingWith("runtime.transport = \"" + transport.id() + "\" can't be used")
          .hasMessageEndingWith("; use \"auto\"");
    }
  }

  @Test
  void takesOneEventLoopPerCoreByDefault() {
    assertThat(VertxFactory.eventLoops(with(RuntimeConfig.Transport.AUTO, 0)))
        .isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(VertxFactory.eventLoops(with(RuntimeConfig.Transport.AUTO, 7))).isEqualTo(7);
  }
}
