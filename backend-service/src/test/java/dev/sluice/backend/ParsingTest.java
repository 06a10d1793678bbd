package dev.sluice.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParsingTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://0.0.0.0:9001",
        "udp://[::]:53",
        "tcp://[::]:0",
        "http://localhost:65535",
        "tcp://[::1]:7"
      })
  void addressesReadBackAsWritten(String text) {
    assertThat(ListenAddress.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "9001",
        "0.0.0.0:9001",
        "ftp://a:1",
        "http://a",
        "http://:1",
        "http://::1:80",
        "http://a:65536",
        "tcp://a:x",
        "http://a:1/path",
        "http://a b:1"
      })
  void badAddressesAreExplained(String text) {
    assertThatThrownBy(() -> ListenAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("use ");
  }

  @Test
  void oneAddressClashesWhateverTheProtocol() {
    ListenAddress http = ListenAddress.parse("http://localhost:80");
    assertThat(http.clashesWith(ListenAddress.parse("tcp://LOCALHOST:80"))).isTrue();
    assertThat(http.clashesWith(ListenAddress.parse("udp://localhost:80"))).isFalse();
    ListenAddress udp = ListenAddress.parse("udp://localhost:80");
    assertThat(udp.clashesWith(udp)).isTrue();
    assertThat(http.clashesWith(ListenAddress.parse("tcp://localhost:81"))).isFalse();
    ListenAddress any = ListenAddress.parse("http://localhost:0");
    assertThat(any.clashesWith(any)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "1000,1000",
    "5B,5",
    "64KiB,65536",
    "10MiB,10485760",
    "10GiB,10737418240",
    "8388607TiB,9223370937343148032"
  })
  void sizes(String text, long bytes) {
    assertThat(Sizes.parse(text)).hasValue(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1kb", "KiB", "8388608TiB", "1 KiB", "1.5MiB"})
  void badSizes(String text) {
    assertThat(Sizes.parse(text)).isEmpty();
  }
}
