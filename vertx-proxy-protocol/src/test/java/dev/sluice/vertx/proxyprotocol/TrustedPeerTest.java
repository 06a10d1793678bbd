package dev.sluice.vertx.proxyprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.vertx.proxyprotocol.ProxyProtocol.OnRefusal;
import dev.sluice.vertx.proxyprotocol.ProxyVerdict.Result;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedPeerTest {

  private static final String LINE = "PROXY TCP4 203.0.113.7 198.51.100.1 51234 80\r\n";
  private static final byte[] V4 = {
    (byte) 203, 0, 113, 7, (byte) 198, 51, 100, 1, (byte) (51234 >> 8), (byte) 51234, 0, 80
  };

  private static ProxyVerdict announced(String source, int port, String target, int targetPort) {
    return new ProxyVerdict(
        Result.ANNOUNCED,
        Optional.of(new InetSocketAddress(source, port)),
        Optional.of(new InetSocketAddress(target, targetPort)));
  }

  @Test
  void announcesTheClientBeforeTheBytesThatFollow() {
    try (Connection connection = Connection.trusted().sends(LINE + "hello").sends(" there")) {
      ProxyVerdict verdict = announced("203.0.113.7", 51234, "198.51.100.1", 80);
      assertThat(connection.events).containsExactly(verdict, "hello", " there");
      assertThat(connection.verdict()).isEqualTo(verdict);
      assertThat(connection.isWatched()).isFalse();
      assertThat(ProxyVerdict.source(connection.channel()))
          .isEqualTo(new InetSocketAddress("203.0.113.7", 51234));
      assertThat(ProxyVerdict.destination(connection.channel()))
          .isEqualTo(new InetSocketAddress("198.51.100.1", 80));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PROXY TCP4 1.2.3.4 5.6.7.8 0 65535 | 1.2.3.4 | 0 | 5.6.7.8 | 65535",
        "PROXY TCP6 2001:db8::7 ::1 51234 80 | 2001:db8::7 | 51234 | ::1 | 80",
        "PROXY TCP6 2001:DB8:0:0:0:0:0:7 :: 1 2 | 2001:db8::7 | 1 | :: | 2",
        "PROXY TCP6 ::ffff:1.2.3.4 ::1 1 2 | 1.2.3.4 | 1 | ::1 | 2",
        "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
            + " ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535"
            + " | ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff | 65535"
            + " | ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff | 65535"
      })
  void readsVersion1(String line, String source, int port, String target, int targetPort) {
    try (Connection connection = Connection.trusted().sends(line.strip() + "\r\nx")) {
      assertThat(connection.verdict())
          .isEqualTo(announced(source.strip(), port, target.strip(), targetPort));
      assertThat(connection.passed()).isEqualTo("x");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY TCP4 1.2.3.4 5.6.7.8 1 65536\r\n",
        "PROXY TCP4 1.2.3.4 5.6.7.8 1 99999999999\r\n",
        "PROXY TCP4 1.2.3.4 5.6.7.8 01 2\r\n",
        "PROXY TCP4 1.2.3.4 5.6.7.8 +1 2\r\n",
        "PROXY TCP4 1.2.3.4 5.6.7.8 -1 2\r\n",
        "PROXY TCP4 1.2.3.4 5.6.7.8 1\r\n",
        "PROXY TCP4 1.2.3.4 5.6.7.8 1 2 3\r\n",
        "PROXY TCP4 1.2.3.4 5.6.7.8 1 2 \r\n",
        "PROXY TCP4  1.2.3.4 5.6.7.8 1 2\r\n",
        "PROXY TCP4 1.2.3.4\t5.6.7.8 1 2\r\n",
        "PROXY TCP4 1.2.3 5.6.7.8 1 2\r\n",
        "PROXY TCP4 1.2.3.04 5.6.7.8 1 2\r\n",
        "PROXY TCP4 1.2.3.256 5.6.7.8 1 2\r\n",
        "PROXY TCP4 ::1 ::1 1 2\r\n",
        "PROXY TCP4 localhost 5.6.7.8 1 2\r\n",
        "PROXY TCP6 1.2.3.4 5.6.7.8 1 2\r\n",
        "PROXY TCP6 fe80::1%eth0 ::1 1 2\r\n",
        "PROXY TCP6 [::1] ::1 1 2\r\n",
        "PROXY UDP4 1.2.3.4 5.6.7.8 1 2\r\n",
        "PROXY UNKNOWNS\r\n",
        "PROXY tcp4 1.2.3.4 5.6.7.8 1 2\r\n",
        "PROXY \r\n",
        "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\n",
        "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\r\n"
      })
  void refusesOtherLines(String line) {
    try (Connection connection = Connection.trusted().sends(line + "hello")) {
      assertThat(connection.events).containsExactly(ProxyVerdict.without(Result.MALFORMED));
      assertThat(connection.isOpen()).isFalse();
    }
    try (Connection told = Connection.trusted(OnRefusal.PASS_ON).sends(line + "hello")) {
      assertThat(told.events).containsExactly(ProxyVerdict.without(Result.MALFORMED), "hello");
      assertThat(told.isOpen()).isTrue();
    }
  }

  @Test
  void searchesALineOf107BytesAndNoLonger() {
    String longest = "PROXY UNKNOWN " + "x".repeat(91) + "\r\n";
    assertThat(longest).hasSize(107);
    try (Connection connection = Connection.trusted().dribbles(Connection.bytes(longest + "y"))) {
      assertThat(connection.events).containsExactly(ProxyVerdict.without(Result.LOCAL), "y");
    }
    String longer = "PROXY UNKNOWN " + "x".repeat(92) + "\r\n";
    try (Connection connection = Connection.trusted().dribbles(Connection.bytes(longer))) {
      assertThat(connection.events).containsExactly(ProxyVerdict.without(Result.MALFORMED));
      assertThat(connection.isOpen()).isFalse();
    }
  }

  @Test
  void readsVersion2() {
    try (Connection connection =
        Connection.trusted().sends(Connection.v2(0x21, 0x11, V4)).sends("hello")) {
      assertThat(connection.events)
          .containsExactly(announced("203.0.113.7", 51234, "198.51.100.1", 80), "hello");
    }
  }

  @Test
  void skipsWhatVersion2AddsToTheAddresses() {
    byte[] more = Arrays.copyOf(V4, 65535);
    Arrays.fill(more, V4.length, more.length, (byte) 0xee);
    byte[] header = Connection.v2(0x21, 0x11, more);
    try (Connection connection = Connection.trusted()) {
      connection.sends(Arrays.copyOf(header, header.length - 1));
      assertThat(connection.events).isEmpty();
      connection.sends(new byte[] {(byte) 0xee}).sends("hello");
      assertThat(connection.events)
          .containsExactly(announced("203.0.113.7", 51234, "198.51.100.1", 80), "hello");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0x20,0x00,0",
    "0x20,0x11,12",
    "0x20,0xff,3",
    "0x21,0x00,0",
    "0x21,0x00,9",
    "0x21,0x31,216"
  })
  void takesTheSocketsAddressesWhereNoneIsAnnounced(String command, String family, int length) {
    byte[] header =
        Connection.v2(Integer.decode(command), Integer.decode(family), new byte[length]);
    try (Connection connection = Connection.trusted().dribbles(header).sends("hello")) {
      assertThat(connection.events).containsExactly(ProxyVerdict.without(Result.LOCAL), "hello");
      assertThat(ProxyVerdict.source(connection.channel()))
          .isEqualTo(new InetSocketAddress("192.0.2.10", 4711));
    }
  }

  @ParameterizedTest
  @CsvSource({
    // another version, another command
    "0x11,0x11,12",
    "0x31,0x11,12",
    "0x22,0x11,12",
    // datagrams, unknown families and transports
    "0x21,0x12,12",
    "0x21,0x22,36",
    "0x21,0x32,216",
    "0x21,0x41,216",
    "0x21,0x10,12",
    "0x21,0x01,12",
    // too short for the addresses
    "0x21,0x11,11",
    "0x21,0x21,35",
    "0x21,0x31,215",
    "0x21,0x11,0"
  })
  void refusesOtherHeadersOfVersion2(String command, String family, int length) {
    byte[] header =
        Connection.v2(Integer.decode(command), Integer.decode(family), new byte[length]);
    try (Connection connection = Connection.trusted().sends(header).sends("hello")) {
      assertThat(connection.events).containsExactly(ProxyVerdict.without(Result.MALFORMED));
      assertThat(connection.isOpen()).isFalse();
    }
    try (Connection told = Connection.trusted(OnRefusal.PASS_ON).sends(header).sends("hello")) {
      assertThat(told.events).containsExactly(ProxyVerdict.without(Result.MALFORMED), "hello");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET / HTTP/1.1\r\n", "PROXX", "PROXY\tTCP4 ", "\r\n\r\nX", "x", "\r\nP"})
  void refusesWhatIsNoHeaderAtTheFirstByteThatDiffers(String bytes) {
    try (Connection connection = Connection.trusted().sends(bytes)) {
      assertThat(connection.events).containsExactly(ProxyVerdict.without(Result.MISSING));
      assertThat(connection.isOpen()).isFalse();
    }
    try (Connection told =
        Connection.trusted(OnRefusal.PASS_ON).dribbles(Connection.bytes(bytes))) {
      assertThat(told.passed()).isEqualTo(bytes);
      assertThat(told.isWatched()).isFalse();
    }
  }

  @Test
  void refusesAConnectionThatFinishesBefore() {
    try (Connection silent = Connection.trusted().finishes()) {
      assertThat(silent.events).containsExactly(ProxyVerdict.without(Result.MISSING));
      assertThat(silent.isOpen()).isFalse();
    }
    try (Connection cut = Connection.trusted().sends("PROXY TCP4 1.2.3.4").finishes()) {
      assertThat(cut.verdict().result()).isEqualTo(Result.MALFORMED);
      assertThat(cut.isOpen()).isFalse();
    }
    try (Connection told = Connection.trusted(OnRefusal.PASS_ON).sends("PROXY ").finishes()) {
      assertThat(told.events)
          .containsExactly(
              ProxyVerdict.without(Result.MALFORMED), "PROXY ", Connection.Event.FINISHED);
    }
  }

  @Test
  void closesAConnectionThatTakesTooLong() {
    try (Connection connection = Connection.trusted()) {
      connection.waits(Connection.TIMEOUT.minus(Duration.ofMillis(1))).sends("PROXY ");
      assertThat(connection.isOpen()).isTrue();
      connection.waits(Duration.ofMillis(2));
      assertThat(connection.events).containsExactly(ProxyVerdict.without(Result.TIMED_OUT));
      assertThat(connection.isOpen()).isFalse();
    }
  }

  @Test
  void forgetsTheTimeOnceTheHeaderHasCome() {
    try (Connection connection = Connection.trusted().sends(LINE)) {
      connection.waits(Connection.TIMEOUT.multipliedBy(2)).sends("hello");
      assertThat(connection.isOpen()).isTrue();
      assertThat(connection.passed()).isEqualTo("hello");
    }
  }

  @Test
  void asksForTheHeaderWhereReadingIsOff() {
    try (Connection connection = Connection.of("192.0.2.10", false, OnRefusal.CLOSE)) {
      assertThat(connection.reads()).isEqualTo(1);
      connection.sends("PROXY TCP4 203.0.113.7 ");
      assertThat(connection.reads()).isEqualTo(2);
      connection.sends("198.51.100.1 51234 80\r\nhello");
      assertThat(connection.reads()).isEqualTo(2);
      assertThat(connection.passed()).isEqualTo("hello");
    }
  }

  @Test
  void trustsPeersWithoutAnIpAddress() {
    UnixDomainSocketAddress peer = UnixDomainSocketAddress.of("");
    try (Connection connection = Connection.of(peer, true, OnRefusal.CLOSE).sends(LINE)) {
      assertThat(connection.verdict().result()).isEqualTo(Result.ANNOUNCED);
    }
    try (Connection connection = Connection.of(peer, true, OnRefusal.CLOSE).sends("hello")) {
      assertThat(connection.isOpen()).isFalse();
    }
  }

  @Test
  void dropsWhatItHeldWhenTheConnectionIsLost() {
    // The leak detector watches.
    try (Connection connection = Connection.trusted().sends("PROXY TCP4 ")) {
      connection.channel().close();
      connection.channel().runPendingTasks();
      assertThat(connection.events).isEmpty();
    }
  }
}
