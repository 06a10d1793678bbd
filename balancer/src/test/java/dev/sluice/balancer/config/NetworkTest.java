package dev.sluice.balancer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

  private static InetAddress address(String text) {
    return NetUtil.createInetAddressFromIpAddressString(text);
  }

  private static Network network(String text) {
    return Network.parse(text).orElseThrow();
  }

  private static InvalidValue refused(String text) {
    return catchThrowableOfType(InvalidValue.class, () -> Networks.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8,10.0.0.0,10.255.255.255,9.255.255.255,11.0.0.0",
    "192.0.2.64/26,192.0.2.64,192.0.2.127,192.0.2.63,192.0.2.128",
    "192.0.2.1,192.0.2.1,192.0.2.1,192.0.2.0,192.0.2.2",
    "2001:db8::/32,2001:db8::,2001:db8:ffff:ffff:ffff:ffff:ffff:ffff,2001:db7:ffff::1,2001:db9::",
    "2001:db8::/63,2001:db8::,2001:db8:0:1:ffff::1,2001:db7::1,2001:db8:0:2::",
    "2001:db8::/64,2001:db8::,2001:db8::ffff:0:0:1,2001:db7::1,2001:db8:0:1::",
    "2001:db8::/65,2001:db8::,2001:db8::7fff:0:0:1,2001:db7::1,2001:db8::8000:0:0:0",
    "::1,::1,::1,::,::2"
  })
  void containsWhatBeginsWithTheSameBits(
      String text, String first, String last, String before, String after) {
    Network network = network(text);
    assertThat(network).hasToString(text);
    assertThat(network.contains(address(first))).isTrue();
    assertThat(network.contains(address(last))).isTrue();
    assertThat(network.contains(address(before))).isFalse();
    assertThat(network.contains(address(after))).isFalse();
  }

  @Test
  void keepsTheFamiliesApart() {
    assertThat(network("0.0.0.0/0").contains(address("203.0.113.9"))).isTrue();
    assertThat(network("0.0.0.0/0").contains(address("2001:db8::1"))).isFalse();
    assertThat(network("0.0.0.0/0").contains(address("::1"))).isFalse();
    assertThat(network("::/0").contains(address("2001:db8::1"))).isTrue();
    assertThat(network("::/0").contains(address("203.0.113.9"))).isFalse();
    assertThat(network("0.0.0.0/0")).hasToString("0.0.0.0/0");
    assertThat(network("::/0")).hasToString("::/0");
  }

  @Test
  void takesMappedAddressesForWhatTheyMap() throws UnknownHostException {
    assertThat(network("::ffff:10.0.0.0/104")).isEqualTo(network("10.0.0.0/8"));
    assertThat(network("::ffff:10.0.0.0/104")).hasToString("10.0.0.0/8");
    byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 1, 2, 3};
    InetAddress kept = Inet6Address.getByAddress(null, mapped, -1);
    assertThat(kept).isInstanceOf(Inet6Address.class);
    assertThat(network("10.0.0.0/8").contains(kept)).isTrue();
    assertThat(network("::/0").contains(kept)).isFalse();
  }

  @Test
  void takesNoNoticeOfTheZoneOfAnAddress() throws UnknownHostException {
    byte[] linkLocal = address("fe80::1").getAddress();
    InetAddress zoned = Inet6Address.getByAddress(null, linkLocal, 3);
    assertThat(network("fe80::/10").contains(zoned)).isTrue();
  }

  @Test
  void looksInAllOfSome() {
    Predicate<InetAddress> trusted =
        Network.anyOf(List.of(network("10.0.0.0/8"), network("2001:db8::/32")));
    assertThat(trusted).accepts(address("10.9.9.9"), address("2001:db8::9"));
    assertThat(trusted).rejects(address("11.0.0.1"), address("::1"));
    assertThat(Network.anyOf(List.of())).rejects(address("127.0.0.1"), address("::1"));
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1/8,10.0.0.0/8",
    "192.0.2.65/26,192.0.2.64/26",
    "2001:db8::1/32,2001:db8::/32",
    "2001:DB8::1/127,2001:db8::/127"
  })
  void refusesBitsBeyondThePrefix(String text, String meant) {
    InvalidValue refused = refused(text);
    assertThat(refused).hasMessage("\"" + text + "\" has bits beyond its prefix");
    assertThat(refused.suggestion()).contains(meant);
    assertThat(Network.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.0/33,32", "::/129,128", "::/999,128"})
  void refusesPrefixesLongerThanAnAddress(String text, int longest) {
    assertThat(refused(text))
        .hasMessage("\"" + text + "\": the prefix is out of the range 0 to " + longest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0.0/", "::/x", "10.0.0.0/08", "10.0.0.0/-1", "10.0.0.0/8/8", "::/ 1"})
  void refusesPrefixesThatAreNoNumbers(String text) {
    assertThat(refused(text)).hasMessageEndingWith(": the prefix is not a number of bits");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "/8", "example.com", "10.0.0/8", "10.0.0.256", "10.0.0.0.0/8", ":::/8", "*"})
  void refusesWhatIsNoAddress(String text) {
    assertThat(refused(text)).hasMessageEndingWith(" is not an IP address or a network");
  }

  @ParameterizedTest
  @ValueSource(strings = {"010.0.0.0/8", "10.00.0.0", "10.0.0.01", "::ffff:010.0.0.1"})
  void refusesNumbersThatSomeTakeForOctal(String text) {
    assertThat(refused(text)).hasMessageEndingWith(" has a number that begins with 0");
  }

  @Test
  void refusesZonesAndBrackets() {
    assertThat(refused("fe80::1%eth0")).hasMessage("\"fe80::1%eth0\" has a zone");
    assertThat(refused("[::1]/128")).hasMessage("\"[::1]/128\" has brackets");
    assertThat(refused("[::1]/128").suggestion()).contains("::1/128");
  }

  @Test
  void isNeverMadeOfBitsBeyondItsPrefix() {
    assertThatThrownBy(() -> new Network(1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Network(0, 1, 127)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Network(0, 0, 129)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Network(0, 0, -1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Provide
  Arbitrary<byte[]> addresses() {
    return Arbitraries.of(4, 16)
        .flatMap(length -> Arbitraries.bytes().array(byte[].class).ofSize(length));
  }

  @Property
  void containsTheAddressesOfItsNetworkAndNoOther(
      @ForAll("addresses") byte[] bytes, @ForAll @IntRange(max = 127) int flipped)
      throws UnknownHostException {
    int bits = bytes.length * 8;
    InetAddress address = InetAddress.getByAddress(bytes);
    byte[] other = bytes.clone();
    int bit = flipped % bits;
    other[bit / 8] ^= (byte) (0x80 >> bit % 8);
    for (int prefix = 0; prefix <= bits; prefix++) {
      Network network = Network.around(bytes, 128 - bits + prefix);
      assertThat(network.contains(address)).isTrue();
      assertThat(network.contains(InetAddress.getByAddress(other))).isEqualTo(bit >= prefix);
      assertThat(Network.parse(network.toString())).contains(network);
    }
  }
}
