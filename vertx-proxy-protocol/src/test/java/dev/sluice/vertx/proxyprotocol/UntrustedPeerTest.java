package dev.sluice.vertx.proxyprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.vertx.proxyprotocol.ProxyProtocol.OnRefusal;
import dev.sluice.vertx.proxyprotocol.ProxyVerdict.Result;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UntrustedPeerTest {

  @Test
  void isAClientFromTheStart() {
    try (Connection connection = Connection.untrusted()) {
      assertThat(connection.verdict()).isEqualTo(ProxyVerdict.without(Result.DIRECT));
      assertThat(ProxyVerdict.source(connection.channel()))
          .isEqualTo(new InetSocketAddress("198.51.100.1", 4711));
      connection.waits(Connection.TIMEOUT.multipliedBy(2)).sends("GET ");
      assertThat(connection.events).containsExactly("GET ");
      assertThat(connection.isWatched()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY TCP4 ",
        "PROXY TCP6 ::1 ::1 1 2\r\nhello",
        "PROXY UNKNOWN\r\n",
        "\r\n\r\n\0\r\nQUIT\n",
        "\r\n\r\n\0\r\nQUIT\n!"
      })
  void isRefusedWhenItBeginsAsAHeaderWould(String bytes) {
    try (Connection connection = Connection.untrusted().sends(bytes)) {
      assertThat(connection.events).containsExactly(ProxyVerdict.without(Result.FORGED));
      assertThat(connection.verdict().accepted()).isFalse();
      assertThat(connection.isOpen()).isFalse();
    }
    try (Connection slow = Connection.untrusted().dribbles(Connection.bytes(bytes))) {
      assertThat(slow.events).containsExactly(ProxyVerdict.without(Result.FORGED));
      assertThat(slow.isOpen()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST / HTTP/1.1\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "PROXY TCP5 1.2.3.4",
        "PROXY UNKNOW",
        "PROXY UNKNOWA",
        "PROXY  TCP4 ",
        "proxy TCP4 ",
        "\r\n\r\n\0\r\nQUIT\r\n",
        "\r\nhello",
        "x"
      })
  void isPassedWhateverElseItSends(String bytes) {
    try (Connection connection =
        Connection.untrusted().dribbles(Connection.bytes(bytes)).finishes()) {
      assertThat(connection.passed()).isEqualTo(bytes);
      assertThat(connection.events).endsWith(Connection.Event.FINISHED);
      assertThat(connection.verdict().result()).isEqualTo(Result.DIRECT);
      assertThat(connection.isOpen()).isTrue();
      assertThat(connection.isWatched()).isFalse();
    }
  }

  @Test
  void isHeldOnlyWhileItMayBecomeAHeader() {
    try (Connection connection = Connection.untrusted().sends("PRO")) {
      assertThat(connection.events).isEmpty();
      connection.sends("P");
      assertThat(connection.events).containsExactly("PROP");
    }
  }

  @Test
  void isClosedWhenItStopsInTheMiddleOfWhatMayBecomeAHeader() {
    try (Connection connection = Connection.untrusted()) {
      connection.waits(Connection.TIMEOUT).sends("PROXY ");
      connection.waits(Connection.TIMEOUT.minus(Duration.ofMillis(1)));
      assertThat(connection.isOpen()).isTrue();
      connection.waits(Duration.ofMillis(1));
      assertThat(connection.events).containsExactly(ProxyVerdict.without(Result.TIMED_OUT));
      assertThat(connection.isOpen()).isFalse();
    }
  }

  @Test
  void isReadOnlyWhenTheNextHandlerAsksUnlessSomethingIsHeld() {
    try (Connection connection = Connection.of("198.51.100.1", false, OnRefusal.CLOSE)) {
      assertThat(connection.reads()).isZero();
      connection.sends("PROXY");
      assertThat(connection.reads()).isEqualTo(1);
      connection.sends("-CONNECTION");
      assertThat(connection.reads()).isEqualTo(1);
      assertThat(connection.passed()).isEqualTo("PROXY-CONNECTION");
    }
  }

  @Test
  void mayBeLeftToTheApplicationToRefuse() {
    try (Connection connection =
        Connection.of("198.51.100.1", true, OnRefusal.PASS_ON).sends("PROXY TCP4 x")) {
      assertThat(connection.events)
          .containsExactly(ProxyVerdict.without(Result.FORGED), "PROXY TCP4 x");
    }
  }
}
