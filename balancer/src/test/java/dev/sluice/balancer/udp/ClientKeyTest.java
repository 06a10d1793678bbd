package dev.sluice.balancer.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClientKeyTest {

  private static final int MANY = 60_000;
  private static final long SEED = 42;

  private static InetSocketAddress v4(int address, int port) {
    return address(ByteBuffer.allocate(4).putInt(address), port);
  }

  private static InetSocketAddress v6(int third, int fourth) {
    return address(
        ByteBuffer.allocate(16).putInt(0x20010db8).putInt(0).putInt(third).putInt(fourth), 53);
  }

  private static InetSocketAddress address(ByteBuffer bytes, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(bytes.array()), port);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static int hashes(List<InetSocketAddress> addresses, long seed) {
    Set<Integer> hashes = new HashSet<>();
    addresses.forEach(address -> hashes.add(new ClientKey(address, seed).hashCode()));
    return hashes.size();
  }

  @Test
  void addressesThatJavaGivesAFewHashesHaveHashesOfTheirOwn() {
    List<InetSocketAddress> forged =
        IntStream.range(0, MANY).mapToObj(i -> v4(0x0a000000 + i, 65_000 - i)).toList();
    List<InetSocketAddress> forged6 =
        IntStream.range(0, MANY).mapToObj(i -> v6(i, 65_000 - i)).toList();
    for (List<InetSocketAddress> addresses : List.of(forged, forged6)) {
      assertThat(addresses.stream().mapToInt(InetSocketAddress::hashCode).distinct().count())
          .isLessThan(10);
      // Of so many random values of 32 bits, not one pair is expected to be equal.
      assertThat(hashes(addresses, SEED)).isGreaterThan(MANY - 10);
    }
  }

  @Test
  void theSeedDecides() {
    InetSocketAddress client = v4(0x7f000001, 53);
    assertThat(IntStream.range(0, 100).map(i -> new ClientKey(client, i).hashCode()).distinct())
        .hasSizeGreaterThan(95);
  }

  @Test
  void equalsByAddressAndPort() {
    ClientKey key = new ClientKey(v4(0x7f000001, 53), SEED);
    assertThat(key).isEqualTo(new ClientKey(v4(0x7f000001, 53), SEED));
    assertThat(key).hasSameHashCodeAs(new ClientKey(v4(0x7f000001, 53), SEED));
    assertThat(key).isNotEqualTo(new ClientKey(v4(0x7f000001, 54), SEED));
    assertThat(key).isNotEqualTo(new ClientKey(v4(0x7f000002, 53), SEED));
    assertThat(new ClientKey(v6(1, 2), SEED)).isEqualTo(new ClientKey(v6(1, 2), SEED));
    assertThat(key.equals((Object) "127.0.0.1:53")).isFalse();
  }
}
