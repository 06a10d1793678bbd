package dev.sluice.bench.harness.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

final class FactsTest {

  @Test
  void tellsTheTransportFromWhatIsLoaded() {
    assertThat(Facts.transport(Set.of("libc.so.6", "libnio.so"))).isEqualTo("NIO");
    assertThat(Facts.transport(Set.of("libnetty_transport_native_epoll_x86_648231.so")))
        .isEqualTo("epoll");
    assertThat(Facts.transport(Set.of("libnetty_transport_native_io_uring42_x86_6417.so")))
        .isEqualTo("io_uring");
  }

  @Test
  void tellsTheProviderOfTls() {
    assertThat(Facts.provider(Set.of("libnetty_tcnative_linux_x86_6477.so")))
        .isEqualTo("netty-tcnative (BoringSSL)");
    assertThat(Facts.provider(Set.of("libc.so.6"))).isEqualTo("the JDK's provider");
  }
}
