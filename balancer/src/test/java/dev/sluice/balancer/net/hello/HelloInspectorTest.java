package dev.sluice.balancer.net.hello;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.net.hello.Inspection.NoHello;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HelloInspectorTest {

  private static final byte[] GREASE = Hellos.extension(0x3a3a, new byte[] {0});

  static Inspection inspect(byte[] wire) {
    return HelloInspector.inspect(Unpooled.wrappedBuffer(wire));
  }

  private static Inspection inspectMessage(byte[] message) {
    return inspect(Hellos.record(22, message));
  }

  private static ClientHello hello(String serverName, String... alpn) {
    return new ClientHello(Optional.of(serverName), List.of(alpn));
  }

  static Stream<SslProvider> providers() {
    assertThat(OpenSsl.isAvailable()).isTrue();
    return Stream.of(SslProvider.JDK, SslProvider.OPENSSL);
  }

  @ParameterizedTest
  @MethodSource("providers")
  void readsWhatRealClientsSend(SslProvider provider) throws SSLException {
    for (String version : List.of("TLSv1.2", "TLSv1.3")) {
      List<String> h2 = List.of("h2", "http/1.1");
      assertThat(inspect(Hellos.real(provider, version, "db.example.com", h2)))
          .isEqualTo(hello("db.example.com", "h2", "http/1.1"));
      assertThat(inspect(Hellos.real(provider, version, "db.example.com", List.of())))
          .isEqualTo(hello("db.example.com"));
      assertThat(inspect(Hellos.real(provider, version, "", List.of())))
          .isEqualTo(new ClientHello(Optional.empty(), List.of()));
    }
  }

  @Test
  void findsItsExtensionsAmongOthers() {
    byte[] message =
        Hellos.handmade(
            GREASE,
            Hellos.extension(10, new byte[300]),
            Hellos.alpn("\u001a\u001a", "h2"),
            Hellos.serverName("a.example"),
            GREASE);
    assertThat(inspectMessage(message)).isEqualTo(hello("a.example", "\u001a\u001a", "h2"));
  }

  @Test
  void takesClientsWithoutExtensions() {
    ClientHello nothing = new ClientHello(Optional.empty(), List.of());
    assertThat(inspectMessage(Hellos.withoutExtensions())).isEqualTo(nothing);
    assertThat(inspectMessage(Hellos.handmade())).isEqualTo(nothing);
    assertThat(inspectMessage(Hellos.handmade(GREASE))).isEqualTo(nothing);
  }

  @ParameterizedTest
  @CsvSource({
    "EXAMPLE.com,example.com",
    "example.com.,example.com",
    "_x.a-b.example,_x.a-b.example",
    "xn--bcher-kva.example,xn--bcher-kva.example",
    "192.0.2.1,192.0.2.1"
  })
  void bringsNamesIntoOneForm(String sent, String name) {
    assertThat(inspectMessage(Hellos.handmade(Hellos.serverName(sent)))).isEqualTo(hello(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a b", "a/b", "a\u0000b", "b\u00fccher.example", "*.a", "[::1]"})
  void takesWhatIsNoHostNameForNone(String sent) {
    assertThat(inspectMessage(Hellos.handmade(Hellos.serverName(sent), Hellos.alpn("h2"))))
        .isEqualTo(new ClientHello(Optional.empty(), List.of("h2")));
  }

  @Test
  void takesTheFirstHostNameOfAList() {
    byte[] names =
        Hellos.names(
            Hellos.name(9, "other"), Hellos.name(0, "a.example"), Hellos.name(0, "b.example"));
    assertThat(inspectMessage(Hellos.handmade(Hellos.extension(0, names))))
        .isEqualTo(hello("a.example"));
    String longest = "a".repeat(253);
    assertThat(inspectMessage(Hellos.handmade(Hellos.serverName(longest))))
        .isEqualTo(hello(longest));
    assertThat(inspectMessage(Hellos.handmade(Hellos.serverName(longest + "a"))))
        .isEqualTo(new ClientHello(Optional.empty(), List.of()));
  }

  static Stream<byte[]> malformed() {
    byte[] name = Hellos.serverName("a.example");
    byte[] alpn = Hellos.alpn("h2");
    byte[] whole = Hellos.handmade(name);
    byte[] longerThanItsExtensions = Hellos.bytes(whole, new byte[] {0});
    longerThanItsExtensions[3]++;
    byte[] sessionId = whole.clone();
    sessionId[4 + 34] = 33;
    return Stream.of(
        Hellos.handmade(name, Hellos.serverName("b.example")),
        Hellos.handmade(alpn, alpn),
        Hellos.handmade(Hellos.alpn("")),
        Hellos.handmade(Hellos.extension(0, new byte[0])),
        Hellos.handmade(Hellos.extension(0, new byte[] {0, 9, 0, 0, 1, 'a'})),
        Hellos.handmade(Hellos.extension(0, new byte[] {0, 4, 0, 0, 9, 'a'})),
        Hellos.handmade(Hellos.extension(16, new byte[] {0})),
        Hellos.handmade(Hellos.extension(16, new byte[] {0, 3, 9, 'h', '2'})),
        Hellos.handmade(Hellos.extension(16, new byte[] {0, 9, 2, 'h', '2'})),
        Hellos.handmade(new byte[] {0, 0, 0}),
        Hellos.handmade(new byte[] {0, 0, 0, 9, 1}),
        Hellos.message(1, new byte[0]),
        Hellos.message(1, new byte[34]),
        Hellos.message(1, Arrays.copyOf(new byte[34], 37)),
        longerThanItsExtensions,
        sessionId);
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void refusesWhatIsMalformed(byte[] message) {
    assertThat(inspectMessage(message)).isEqualTo(NoHello.NOT_TLS);
  }

  static Stream<byte[]> notTls() {
    return Stream.of(
        // HTTP
        new byte[] {'G'},
        // SSL 2's ClientHello
        new byte[] {(byte) 0x80},
        // another major version
        new byte[] {22, 2},
        // an alert, application data
        new byte[] {21},
        new byte[] {23},
        // an empty fragment, one that is too long
        new byte[] {22, 3, 1, 0, 0},
        new byte[] {22, 3, 1, 0x40, 1},
        // a ServerHello
        new byte[] {22, 3, 1, 0, 4, 2},
        // an alert where the rest should be
        Hellos.bytes(Hellos.record(22, new byte[] {1, 0, 0, 50, 3}), new byte[] {21}));
  }

  @ParameterizedTest
  @MethodSource("notTls")
  void tellsAtTheFirstByteThatSaysSo(byte[] bytes) {
    assertThat(inspect(bytes)).isEqualTo(NoHello.NOT_TLS);
    assertThat(inspect(Hellos.bytes(bytes, new byte[50]))).isEqualTo(NoHello.NOT_TLS);
    assertThat(inspect(Arrays.copyOf(bytes, bytes.length - 1))).isEqualTo(NoHello.NEED_MORE);
  }

  @Test
  void boundsTheLength() {
    byte[] absurd = {22, 3, 1, 0x40, 0, 1, (byte) 0xff, (byte) 0xff, (byte) 0xff};
    assertThat(inspect(absurd)).isEqualTo(NoHello.TOO_LONG);
    byte[] large = Hellos.handmade(Hellos.serverName("a.b"), Hellos.extension(99, new byte[65000]));
    List<Integer> ends = IntStream.rangeClosed(1, 4).mapToObj(i -> i << 14).toList();
    byte[] wire = Hellos.records(large, ends);
    assertThat(wire.length).isLessThan(HelloInspector.MOST_BYTES);
    assertThat(inspect(wire)).isEqualTo(hello("a.b"));
    // The same in so many records that their headers don't fit.
    byte[] spread = Hellos.records(large, IntStream.range(1, 1000).mapToObj(i -> i * 66).toList());
    assertThat(spread.length).isGreaterThan(HelloInspector.MOST_BYTES);
    assertThat(inspect(spread)).isEqualTo(NoHello.TOO_LONG);
    assertThat(inspect(Arrays.copyOf(spread, HelloInspector.MOST_BYTES - 1)))
        .isEqualTo(NoHello.NEED_MORE);
    assertThat(inspect(Arrays.copyOf(spread, HelloInspector.MOST_BYTES)))
        .isEqualTo(NoHello.TOO_LONG);
  }

  @Test
  void boundsTheNumberOfRecords() {
    byte[] message = Hellos.handmade(Hellos.extension(99, new byte[2000]));
    List<Integer> ends = IntStream.rangeClosed(1, Fragments.MOST_RECORDS - 1).boxed().toList();
    assertThat(inspect(Hellos.records(message, ends))).isInstanceOf(ClientHello.class);
    List<Integer> more = IntStream.rangeClosed(1, Fragments.MOST_RECORDS).boxed().toList();
    assertThat(inspect(Hellos.records(message, more))).isEqualTo(NoHello.TOO_LONG);
  }

  @Test
  void readsAMessageInRecordsOfOneByte() {
    byte[] message = Hellos.handmade(Hellos.serverName("a.example"), Hellos.alpn("h2"));
    List<Integer> everywhere = IntStream.range(1, message.length).boxed().toList();
    assertThat(inspect(Hellos.records(message, everywhere))).isEqualTo(hello("a.example", "h2"));
  }

  @Test
  void leavesTheBufferAlone() {
    ByteBuf bytes = Unpooled.buffer().writeInt(7);
    bytes.writeBytes(Hellos.record(22, Hellos.handmade(Hellos.serverName("a.example"))));
    bytes.writeBytes(new byte[] {23, 3, 3, 0, 1}).readerIndex(4);
    ByteBuf before = bytes.copy();
    assertThat(HelloInspector.inspect(bytes)).isEqualTo(hello("a.example"));
    assertThat(bytes).isEqualTo(before);
    assertThat(bytes.readerIndex()).isEqualTo(4);
  }

  @Provide
  Arbitrary<byte[]> messages() {
    return Arbitraries.of(
        Hellos.handmade(GREASE, Hellos.serverName("a.example"), Hellos.alpn("h2", "x"), GREASE),
        Hellos.handmade(Hellos.alpn("acme-tls/1"), Hellos.extension(51, new byte[1200])),
        Hellos.withoutExtensions());
  }

  @Property
  void neitherRecordsNorSegmentsMatter(
      @ForAll("messages") byte[] message,
      @ForAll @Size(max = 30) List<@IntRange(min = 1, max = 1300) Integer> ends) {
    byte[] wire = Hellos.records(message, ends.stream().sorted().toList());
    Inspection whole = inspectMessage(message);
    assertThat(whole).isInstanceOf(ClientHello.class);
    assertThat(inspect(wire)).isEqualTo(whole);
    for (int there = 0; there < wire.length; there++) {
      assertThat(inspect(Arrays.copyOf(wire, there))).isEqualTo(NoHello.NEED_MORE);
    }
  }

  @Property
  void decidesOnAnyBytesOnce(@ForAll("messages") byte[] message, @ForAll byte[] random) {
    for (byte[] wire :
        List.of(
            random,
            Hellos.record(22, Hellos.message(1, random)),
            Hellos.record(22, Hellos.handmade(random)))) {
      Inspection decided = NoHello.NEED_MORE;
      for (int there = 0; there <= wire.length; there++) {
        Inspection now = inspect(Arrays.copyOf(wire, there));
        if (decided != NoHello.NEED_MORE) {
          assertThat(now).isEqualTo(decided);
        }
        decided = now;
      }
    }
  }

  @Property
  void survivesWhatIsChangedInAMessage(
      @ForAll("messages") byte[] message,
      @ForAll @IntRange(max = 1300) int at,
      @ForAll byte value) {
    byte[] changed = message.clone();
    changed[at % changed.length] = value;
    assertThat(inspectMessage(changed)).isNotNull();
  }
}
