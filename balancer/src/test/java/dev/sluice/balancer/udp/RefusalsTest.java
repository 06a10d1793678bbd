package dev.sluice.balancer.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.balancer.net.Transports;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.Errors.NativeIoException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalsTest {

  @Test
  void aBackendThatCannotBeReachedRefuses() {
    assertThat(
            List.of(
                new PortUnreachableException(),
                new ConnectException(),
                new NoRouteToHostException(),
                new UnknownHostException()))
        .allMatch(Refusals::isBackends);
  }

  @Test
  void whatGoesWrongHereIsNotTheBackends() {
    assertThat(
            List.of(
                new SocketException("Message too long"),
                new IOException("No buffer space available"),
                new IllegalStateException()))
        .noneMatch(Refusals::isBackends);
  }

  @Test
  void theNativeTransportsSayItByNumber() {
    assumeThat(Transports.epoll()).as("native transports").isPresent();
    assertThat(Refusals.isBackends(new NativeIoException("a", Errors.ERROR_ECONNREFUSED_NEGATIVE)))
        .isTrue();
    assertThat(Refusals.isBackends(new NativeIoException("a", Errors.ERRNO_EAGAIN_NEGATIVE)))
        .isFalse();
  }
}
