package dev.sluice.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.backend.Settings.Access;
import dev.sluice.backend.Settings.Behaviour;
import dev.sluice.backend.Settings.Faults;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UdpTest {

  private static final int A = 1;
  private static final int MX = 15;
  private static final int TXT = 16;
  private static final int AAAA = 28;

  private Backend backend;
  private DatagramSocket socket;

  private int start(UdpMode mode, Faults faults, String listen) throws Exception {
    Settings settings =
        new Settings(
            List.of(ListenAddress.parse(listen)),
            Optional.empty(),
            2,
            new Behaviour(faults, TcpMode.HI, mode, Optional.empty(), true),
            Access.OPEN,
            Optional.empty());
    backend = Backend.start(settings).await(20, TimeUnit.SECONDS);
    ListenAddress address = backend.listening().get(0).address();
    socket = new DatagramSocket();
    socket.setSoTimeout(10_000);
    socket.connect(new InetSocketAddress(address.host(), address.port()));
    return address.port();
  }

  private int start(UdpMode mode) throws Exception {
    return start(mode, Faults.NONE, "udp://127.0.0.1:0");
  }

  @AfterEach
  void stop() throws Exception {
    socket.close();
    backend.stop(Duration.ofMillis(200)).await(20, TimeUnit.SECONDS);
  }

  private void send(byte[] bytes) throws IOException {
    socket.send(new DatagramPacket(bytes, bytes.length));
  }

  private byte[] receive() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
    socket.receive(packet);
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  private byte[] ask(byte[] bytes) throws IOException {
    send(bytes);
    return receive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp://127.0.0.1:0", "udp://[::1]:0", "udp://0.0.0.0:0"})
  void greetsForEveryDatagram(String listen) throws Exception {
    int port = start(UdpMode.HI, Faults.NONE, listen);
    for (int i = 0; i < 3; i++) {
      assertThat(ask(Running.ascii("hello")))
          .asString(StandardCharsets.US_ASCII)
          .isEqualTo("Hi from server " + port);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2_048, 2_049, 65_507})
  void returnsDatagramsOfEverySize(int size) throws Exception {
    start(UdpMode.ECHO);
    byte[] sent = new byte[size];
    new Random(size).nextBytes(sent);
    assertThat(ask(sent)).isEqualTo(sent);
  }

  @Test
  void leavesAnswersOutWhereFaultsAreAskedFor() throws Exception {
    start(UdpMode.HI, new Faults(Duration.ZERO, Duration.ZERO, 1, 1), "udp://127.0.0.1:0");
    send(Running.ascii("hello"));
    socket.setSoTimeout(100);
    assertThatThrownBy(this::receive).isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void saysInTxtWhoAnswers() throws Exception {
    int port = start(UdpMode.DNS);
    byte[] query = query(7, TXT, 1);
    String name = "server-" + port;
    ByteBuffer data = ByteBuffer.allocate(1 + name.length());
    data.put((byte) name.length()).put(Running.ascii(name));
    assertThat(ask(query)).isEqualTo(response(query, data.array()));
  }

  @Test
  void saysInAddressesWhichPortAnswers() throws Exception {
    int port = start(UdpMode.DNS);
    byte[] a = query(1, A, 1);
    assertThat(ask(a)).isEqualTo(response(a, new byte[] {127, 0, (byte) (port >> 8), (byte) port}));
    byte[] aaaa = query(2, AAAA, 1);
    assertThat(ask(aaaa))
        .isEqualTo(
            response(
                aaaa,
                InetAddress.getByName("2001:db8::" + Integer.toHexString(port)).getAddress()));
  }

  /** The code stands in the last four bits of the flags: NOERROR, REFUSED, NOTIMP. */
  @ParameterizedTest
  @CsvSource({"15, 1, 0, 0", "1, 3, 0, 5", "1, 1, 2, 4"})
  void hasNoRecordForTheRest(int type, int dnsClass, int opCode, int code) throws Exception {
    start(UdpMode.DNS);
    byte[] query = query(3, type, dnsClass);
    query[2] |= (byte) (opCode << 3);
    ByteBuffer answer = ByteBuffer.wrap(ask(query));
    assertThat(answer.getShort(0)).isEqualTo((short) 3);
    assertThat(answer.get(2) & 0x80).isEqualTo(0x80);
    assertThat(answer.get(3) & 0xf).isEqualTo(code);
    assertThat(answer.getShort(6)).isZero();
  }

  @Test
  void leavesWhatIsNoQueryUnanswered() throws Exception {
    start(UdpMode.DNS);
    byte[] response = query(4, A, 1);
    response[2] |= (byte) 0x80;
    send(response);
    send(Running.ascii("hi"));
    send(Arrays.copyOf(query(5, A, 1), 20));
    byte[] good = query(6, MX, 1);
    // The first to be answered, though not the first to be sent.
    assertThat(ByteBuffer.wrap(ask(good)).getShort(0)).isEqualTo((short) 6);
  }

  /** RFC 1035 section 4.1: asks about www.example.com, recursion desired. */
  private static byte[] query(int id, int type, int dnsClass) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[] {0, (byte) id, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0});
    for (String label : List.of("www", "example", "com", "")) {
      out.write(label.length());
      out.write(Running.ascii(label));
    }
    out.write(new byte[] {0, (byte) type, 0, (byte) dnsClass});
    return out.toByteArray();
  }

  /** The same with one record, its name spelled out, a time to live of 0. */
  private static byte[] response(byte[] query, byte[] data) {
    ByteBuffer out = ByteBuffer.allocate(2 * query.length - 12 + 6 + data.length);
    out.put(query).put(query, 12, query.length - 12).putInt(0).putShort((short) data.length);
    out.put(data);
    // a response, authoritative, recursion still desired, one answer
    return out.put(2, (byte) 0x85).put(7, (byte) 1).array();
  }
}
