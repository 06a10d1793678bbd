package dev.sluice.bench.harness.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

final class FactsTest {

  @Test
  void tellsTheTransportFromWhatIsOpen() {
    assertThat(Facts.transport(Set.of("[eventfd]", "[eventpoll]"))).isEqualTo("NIO");
    assertThat(Facts.transport(Set.of("[eventfd]", "[eventpoll]", "[timerfd]"))).isEqualTo("epoll");
    assertThat(Facts.transport(Set.of("[eventfd]", "[io_uring]"))).isEqualTo("io_uring");
  }

  @Test
  void tellsWhoDoesTls() {
    Set<String> libraries = Set.of("libc.so.6", "libssl.so.3");

    assertThat(Facts.provider("12:00 INFO edge: TLS by BoringSSL\nlistening on\n", Set.of()))
        .isEqualTo("BoringSSL");
    assertThat(Facts.provider("", libraries)).isEqualTo("libssl.so.3");
    assertThat(Facts.provider("", Set.of())).isEqualTo("(not told)");
  }
}
