package dev.sluice.vertx.proxyprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.vertx.proxyprotocol.ProxyHeader.Version;
import dev.sluice.vertx.proxyprotocol.ProxyProtocol.OnRefusal;
import dev.sluice.vertx.proxyprotocol.ProxyVerdict.Result;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyMessageEncoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyHeaderTest {

  private static byte[] taken(ByteBuf header) {
    try {
      return ByteBufUtil.getBytes(header);
    } finally {
      header.release();
    }
  }

  private static byte[] encoded(Version version, SocketAddress source, SocketAddress destination) {
    return taken(ProxyHeader.encode(version, source, destination, ByteBufAllocator.DEFAULT));
  }

  private static byte[] local(Version version) {
    return taken(ProxyHeader.local(version, ByteBufAllocator.DEFAULT));
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.7,198.51.100.1,PROXY TCP4 203.0.113.7 198.51.100.1 51234 80",
    "2001:db8::7,::1,PROXY TCP6 2001:db8::7 ::1 51234 80",
    "203.0.113.7,::1,PROXY TCP6 ::ffff:203.0.113.7 ::1 51234 80",
    "::1,203.0.113.7,PROXY TCP6 ::1 ::ffff:203.0.113.7 51234 80",
    "fe80::1%3,::1,PROXY TCP6 fe80::1 ::1 51234 80"
  })
  void writesVersion1(String source, String destination, String line) {
    byte[] header =
        encoded(
            Version.V1,
            new InetSocketAddress(source, 51234),
            new InetSocketAddress(destination, 80));
    assertThat(new String(header, StandardCharsets.US_ASCII)).isEqualTo(line + "\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.7,198.51.100.1,2111000ccb007107c6336401c8220050",
    "203.0.113.7,::1,"
        + "2121002400000000000000000000ffffcb007107000000000000000000000000"
        + "00000001c8220050"
  })
  void writesVersion2(String source, String destination, String hex) {
    byte[] header =
        encoded(
            Version.V2,
            new InetSocketAddress(source, 51234),
            new InetSocketAddress(destination, 80));
    assertThat(ByteBufUtil.hexDump(header)).isEqualTo("0d0a0d0a000d0a515549540a" + hex);
  }

  @Test
  void announcesNobodyWithoutTwoIpAddresses() {
    SocketAddress ip = new InetSocketAddress("203.0.113.7", 1);
    List<SocketAddress> others =
        List.of(
            UnixDomainSocketAddress.of("/run/x.sock"),
            InetSocketAddress.createUnresolved("example.com", 80));
    for (SocketAddress other : others) {
      for (Version version : Version.values()) {
        assertThat(encoded(version, ip, other)).isEqualTo(local(version));
        assertThat(encoded(version, other, ip)).isEqualTo(local(version));
      }
    }
    assertThat(new String(local(Version.V1), StandardCharsets.US_ASCII))
        .isEqualTo("PROXY UNKNOWN\r\n");
    assertThat(ByteBufUtil.hexDump(local(Version.V2)))
        .isEqualTo("0d0a0d0a000d0a515549540a20000000");
  }

  @Provide
  Arbitrary<InetSocketAddress> addresses() {
    Arbitrary<byte[]> bytes =
        Arbitraries.of(4, 16)
            .flatMap(length -> Arbitraries.bytes().array(byte[].class).ofSize(length));
    return Combinators.combine(bytes, Arbitraries.integers().between(0, 65535)).as(Addresses::of);
  }

  @Property
  void readsWhatItWroteHoweverItIsCutUp(
      @ForAll Version version,
      @ForAll("addresses") InetSocketAddress source,
      @ForAll("addresses") InetSocketAddress destination,
      @ForAll @Size(max = 5) List<@IntRange(max = 120) Integer> cuts) {
    byte[] header = encoded(version, source, destination);
    String message = "what follows";
    byte[] all = Arrays.copyOf(header, header.length + message.length());
    System.arraycopy(Connection.bytes(message), 0, all, header.length, message.length());
    try (Connection connection = Connection.trusted()) {
      int from = 0;
      for (int cut : cuts.stream().sorted().filter(c -> c < all.length).toList()) {
        connection.sends(Arrays.copyOfRange(all, from, cut));
        from = cut;
      }
      connection.sends(Arrays.copyOfRange(all, from, all.length));
      assertThat(connection.events.get(0))
          .isEqualTo(
              new ProxyVerdict(Result.ANNOUNCED, Optional.of(source), Optional.of(destination)));
      assertThat(connection.passed()).isEqualTo(message);
    }
  }

  @Property
  void agreesWithNettysDecoder(
      @ForAll Version version,
      @ForAll("addresses") InetSocketAddress source,
      @ForAll("addresses") InetSocketAddress destination)
      throws UnknownHostException {
    // Which takes no port 0 in version 1.
    Assume.that(source.getPort() > 0 && destination.getPort() > 0);
    EmbeddedChannel netty = new EmbeddedChannel(new HAProxyMessageDecoder());
    netty.writeInbound(Unpooled.wrappedBuffer(encoded(version, source, destination)));
    HAProxyMessage read = netty.readInbound();
    assertThat(address(read.sourceAddress())).isEqualTo(source.getAddress());
    assertThat(address(read.destinationAddress())).isEqualTo(destination.getAddress());
    assertThat(read.sourcePort()).isEqualTo(source.getPort());
    assertThat(read.destinationPort()).isEqualTo(destination.getPort());
    read.release();
    netty.finishAndReleaseAll();
  }

  @Property
  void agreesWithNettysEncoder(
      @ForAll Version version,
      @ForAll("addresses") InetSocketAddress source,
      @ForAll("addresses") InetSocketAddress destination) {
    boolean v4 = source.getAddress() instanceof Inet4Address;
    Assume.that(v4 == destination.getAddress() instanceof Inet4Address);
    EmbeddedChannel netty = new EmbeddedChannel(HAProxyMessageEncoder.INSTANCE);
    netty.writeOutbound(
        new HAProxyMessage(
            version == Version.V1 ? HAProxyProtocolVersion.V1 : HAProxyProtocolVersion.V2,
            HAProxyCommand.PROXY,
            v4 ? HAProxyProxiedProtocol.TCP4 : HAProxyProxiedProtocol.TCP6,
            NetUtil.toAddressString(source.getAddress()),
            NetUtil.toAddressString(destination.getAddress()),
            source.getPort(),
            destination.getPort()));
    byte[] header = taken(netty.readOutbound());
    netty.finishAndReleaseAll();
    assertThat(encoded(version, source, destination)).isEqualTo(header);
    try (Connection connection = Connection.trusted().sends(header)) {
      assertThat(connection.verdict().source()).contains(source);
      assertThat(connection.verdict().destination()).contains(destination);
    }
  }

  private static InetAddress address(String text) {
    return NetUtil.createInetAddressFromIpAddressString(text);
  }

  @Property
  void judgesAnyBytesAndLosesNone(
      @ForAll boolean trusted, @ForAll Version version, @ForAll @Size(max = 64) byte[] random) {
    byte[] begun =
        version == Version.V1
            ? Connection.bytes("PROXY ")
            : Arrays.copyOf(Signature.V2.bytes(), 12);
    for (byte[] bytes : List.of(random, concat(begun, random))) {
      String peer = trusted ? "192.0.2.10" : "198.51.100.1";
      try (Connection connection = Connection.of(peer, true, OnRefusal.PASS_ON).dribbles(bytes)) {
        String sent = new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(sent).endsWith(connection.passed());
        if (!trusted) {
          connection.finishes();
          assertThat(connection.passed()).isEqualTo(sent);
        }
      }
    }
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
