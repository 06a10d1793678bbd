package dev.sluice.balancer.udp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.balance.Split;
import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.BackendConfig;
import dev.sluice.balancer.config.PoolConfig;
import dev.sluice.balancer.config.ServerConfig;
import dev.sluice.balancer.event.AccessEvent;
import dev.sluice.balancer.net.Eventually;
import dev.sluice.balancer.net.Rig;
import dev.sluice.balancer.net.Transports;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The UDP data plane over real sockets, with every transport that this machine has. */
class UdpListenerTest {

  private static final Rig.Settings SETTINGS = Rig.settings(ServerConfig.Protocol.UDP);

  static Stream<Transport> transports() {
    return Transports.available();
  }

  private static Rig rig(
      Transport transport, Rig.Settings settings, int mostSessions, Address... backends) {
    return Rig.start(
        Vertx.builder().withTransport(transport).build(),
        settings,
        (context, pool) ->
            new UdpServer(
                    new Split<>(List.of(new Split.Part<>(pool, 1)), new Random(1)), mostSessions)
                .listener(context),
        backends);
  }

  private static Rig rig(Transport transport, Address... backends) {
    return rig(transport, SETTINGS, 10_000, backends);
  }

  /** Ends all sessions, and takes their lines out of the log. */
  private static List<String> stop(Rig rig, int sessions) throws Exception {
    Rig.await(rig.stop(Duration.ZERO));
    List<String> results = new ArrayList<>();
    for (int i = 0; i < sessions; i++) {
      results.add(rig.session().result());
    }
    return results;
  }

  @ParameterizedTest
  @MethodSource("transports")
  void spreadsClientsAndKeepsEachWithItsBackend(Transport transport) throws Exception {
    try (Responder a = Responder.named("a");
        Responder b = Responder.named("b");
        Rig rig = rig(transport, a.address(), b.address());
        Client one = Client.to(rig.port());
        Client two = Client.to(rig.port());
        Client three = Client.to(rig.port())) {
      for (int i = 0; i < 5; i++) {
        assertThat(one.ask("?")).isEqualTo("a");
        assertThat(two.ask("?")).isEqualTo("b");
        assertThat(three.ask("?")).isEqualTo("a");
      }
      assertThat(a.peers()).isEqualTo(2);
      assertThat(rig.pool().active()).isEqualTo(3);
      assertThat(stop(rig, 3)).containsOnly("stopped");
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void answersFromTheListeningAddress(Transport transport) throws Exception {
    try (Responder backend = Responder.echo();
        Rig rig = rig(transport, backend.address());
        Client client = Client.to(rig.port())) {
      client.ask("hello");
      assertThat(client.answeredFrom()).isEqualTo(client.server());
      stop(rig, 1);
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void tellsOfASessionOnceItIsIdle(Transport transport) throws Exception {
    Rig.Settings soon = SETTINGS.idle(Duration.ofSeconds(1), Duration.ZERO);
    try (Responder a = Responder.named("first");
        Responder b = Responder.named("second");
        Rig rig = rig(transport, soon, 10, a.address(), b.address());
        Client client = Client.to(rig.port())) {
      assertThat(client.ask("hello")).isEqualTo("first");
      AccessEvent.Session event = rig.session();
      assertThat(event.result()).isEqualTo("idle");
      assertThat(event.client()).isEqualTo(client.address());
      assertThat(event.target()).isEqualTo(new AccessEvent.Target("pool", a.address().toString()));
      assertThat(event.traffic()).isEqualTo(new AccessEvent.Traffic(5, 5));
      assertThat(event.datagrams()).isEqualTo(new AccessEvent.Datagrams(1, 1));
      assertThat(event.timing().nanos()).isGreaterThanOrEqualTo(1_000_000_000L);
      assertThat(rig.pool().backends().get(0).view().figures().failures()).isZero();
      assertThat(client.ask("hello")).isEqualTo("second");
      assertThat(rig.session().result()).isEqualTo("idle");
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void neverEndsASessionWhereThereIsNoIdleTime(Transport transport) throws Exception {
    Rig.Settings never = SETTINGS.idle(Duration.ZERO, Duration.ZERO);
    try (Responder backend = Responder.echo();
        Rig rig = rig(transport, never, 10, backend.address());
        Client client = Client.to(rig.port())) {
      client.ask("hello");
      assertThat(stop(rig, 1)).containsOnly("stopped");
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void makesRoomByEndingTheSessionThatIsIdleLongest(Transport transport) throws Exception {
    try (Responder backend = Responder.echo();
        Rig rig = rig(transport, SETTINGS, 2, backend.address());
        Client first = Client.to(rig.port());
        Client second = Client.to(rig.port());
        Client third = Client.to(rig.port())) {
      first.ask("1");
      second.ask("2");
      first.ask("1 again");
      third.ask("3");
      AccessEvent.Session gone = rig.session();
      assertThat(gone.result()).isEqualTo("evicted");
      assertThat(gone.client()).isEqualTo(second.address());
      second.ask("2 again");
      assertThat(rig.session().client()).isEqualTo(first.address());
      assertThat(rig.pool().active()).isEqualTo(2);
      stop(rig, 2);
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void sendsTheFirstDatagramToTheNextBackendWhenOneRefuses(Transport transport) throws Exception {
    try (Responder backend = Responder.echo();
        Rig rig =
            rig(transport, Responder.closedPort(), Responder.closedPort(), backend.address());
        Client client = Client.to(rig.port())) {
      assertThat(client.ask("hello")).isEqualTo("hello");
      assertThat(backend.received()).isEqualTo(1);
      assertThat(rig.pool().backends().get(0).view().figures().failures()).isEqualTo(1);
      assertThat(rig.pool().backends().get(1).view().figures().failures()).isEqualTo(1);
      Rig.await(rig.stop(Duration.ZERO));
      AccessEvent.Session event = rig.session();
      assertThat(event.traffic()).isEqualTo(new AccessEvent.Traffic(5, 5));
      assertThat(event.datagrams()).isEqualTo(new AccessEvent.Datagrams(1, 1));
      assertThat(event.target().backend()).isEqualTo(backend.address().toString());
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void endsASessionWhoseBackendRefusesAfterItHasAnswered(Transport transport) throws Exception {
    try (Responder a = Responder.named("a");
        Responder b = Responder.named("b");
        Rig rig = rig(transport, a.address(), b.address());
        Client client = Client.to(rig.port())) {
      assertThat(client.ask("?")).isEqualTo("a");
      a.stop();
      // The second may find the refusal of the first one when it is sent.
      client.send("?").send("?");
      assertThat(client.askUntilAnswered("?")).isEqualTo("b");
      AccessEvent.Session event = rig.session();
      assertThat(event.result()).isEqualTo("backend-refused");
      assertThat(event.target().backend()).isEqualTo(rig.pool().backends().get(0).toString());
      assertThat(rig.pool().backends().get(0).view().figures().failures()).isEqualTo(1);
      stop(rig, 1);
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void keepsNoSessionWhenAllRefuse(Transport transport) throws Exception {
    try (Rig rig = rig(transport, Responder.closedPort(), Responder.closedPort());
        Client client = Client.to(rig.port())) {
      for (int i = 0; i < 3; i++) {
        client.send("anyone?");
        AccessEvent.Session event = rig.session();
        assertThat(event.result()).isEqualTo("all-backends-down");
        assertThat(event.target()).isEqualTo(new AccessEvent.Target("pool", ""));
      }
      assertThat(rig.pool().active()).isZero();
      assertThat(stop(rig, 0)).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void passesOnTheLongestDatagram(Transport transport) throws Exception {
    byte[] longest = new byte[65_507];
    new Random(7).nextBytes(longest);
    try (Responder backend = Responder.echo();
        Rig rig = rig(transport, backend.address());
        Client client = Client.to(rig.port())) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.send(longest).receive()).isEqualTo(longest);
      }
      stop(rig, 1);
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void keepsClientsApartThatHaveThePortInCommon(Transport transport) throws Exception {
    try (Responder backend = Responder.echo();
        Rig rig = rig(transport, backend.address());
        Client one = Client.from("127.0.0.2", 0, "127.0.0.1", rig.port());
        Client two = Client.from("127.0.0.3", one.port(), "127.0.0.1", rig.port())) {
      one.send("one");
      two.send("two");
      assertThat(one.text()).isEqualTo("one");
      assertThat(two.text()).isEqualTo("two");
      assertThat(backend.peers()).isEqualTo(2);
      stop(rig, 2);
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void takesNoAnswerFromAnyoneElse(Transport transport) throws Exception {
    try (Responder backend = Responder.silent();
        Rig rig = rig(transport, backend.address());
        Client client = Client.to(rig.port())) {
      client.send("hello");
      Eventually.that("it arrives", () -> backend.received() == 1);
      try (Client stranger = Client.from("127.0.0.1", 0, "127.0.0.1", backend.peerPort())) {
        stranger.send("forged");
      }
      backend.reply("real");
      assertThat(client.text()).isEqualTo("real");
      stop(rig, 1);
    }
  }

  /** There are protocols without answers: silence says nothing about the backend. */
  @ParameterizedTest
  @MethodSource("transports")
  void blamesNobodyForSilence(Transport transport) throws Exception {
    Rig.Settings soon = SETTINGS.idle(Duration.ofMillis(100), Duration.ZERO);
    try (Responder backend = Responder.silent();
        Rig rig = rig(transport, soon, 10, backend.address());
        Client client = Client.to(rig.port())) {
      client.send("hello");
      assertThat(rig.session().result()).isEqualTo("idle");
      Eventually.that("it has arrived", () -> backend.received() == 1);
      assertThat(rig.pool().backends().get(0).view().figures().failures()).isZero();
      assertThat(rig.pool().backends().get(0).view().figures().requests()).isEqualTo(1);
    }
  }

  private static PoolConfig oneEach(PoolConfig pool) {
    return pool.withBackends(
        pool.backends().stream()
            .map(b -> new BackendConfig(b.address(), b.weight(), 1, false))
            .toList());
  }

  @ParameterizedTest
  @MethodSource("transports")
  void keepsAFewDatagramsOfAClientThatWaitsForABackend(Transport transport) throws Exception {
    try (Responder backend = Responder.echo();
        Rig rig = rig(transport, SETTINGS.pool(UdpListenerTest::oneEach), 2, backend.address());
        Client first = Client.to(rig.port());
        Client second = Client.to(rig.port());
        Client third = Client.to(rig.port())) {
      first.ask("hello");
      for (int i = 1; i <= 9; i++) {
        second.send("datagram " + i);
      }
      // That is one session too many: the first one goes, and leaves the backend to the second.
      third.send("hello");
      for (int i = 1; i <= Unsent.MOST; i++) {
        assertThat(second.text()).isEqualTo("datagram " + i);
      }
      assertThat(rig.session().client()).isEqualTo(first.address());
      assertThat(second.ask("the next")).isEqualTo("the next");
      stop(rig, 2);
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aWaitingSessionCanBeStopped(Transport transport) throws Exception {
    try (Responder backend = Responder.echo();
        Rig rig = rig(transport, SETTINGS.pool(UdpListenerTest::oneEach), 10, backend.address());
        Client first = Client.to(rig.port());
        Client second = Client.to(rig.port())) {
      first.ask("hello");
      second.send("hello");
      Eventually.that("it waits", () -> rig.pool().waiting() == 1);
      assertThat(stop(rig, 2)).containsOnly("stopped");
      assertThat(rig.pool().waiting()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void breaksOffWhatIsLeftAfterTheGrace(Transport transport) throws Exception {
    try (Responder backend = Responder.echo();
        Rig rig = rig(transport, backend.address());
        Client client = Client.to(rig.port())) {
      client.ask("hello");
      assertThat(Rig.await(rig.stop(Duration.ofMillis(100)))).isEqualTo(1);
      assertThat(rig.session().result()).isEqualTo("stopped");
      Eventually.that("the socket is closed", () -> isFree(rig.port()));
    }
  }

  private static boolean isFree(int port) {
    try (Client bound = Client.from("127.0.0.1", port, "127.0.0.1", 9)) {
      return bound.port() == port;
    } catch (IOException taken) {
      return false;
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void letsSessionsFallSilentWhileItStops(Transport transport) throws Exception {
    try (Responder backend = Responder.echo();
        Rig rig = rig(transport, backend.address());
        Client client = Client.to(rig.port());
        Client late = Client.to(rig.port())) {
      client.ask("hello");
      Future<Integer> stopped = rig.stop(Duration.ofSeconds(20));
      rig.awaitTurn();
      late.send("too late");
      assertThat(client.ask("still served")).isEqualTo("still served");
      assertThat(Rig.await(stopped)).isZero();
      assertThat(rig.session().result()).isEqualTo("idle");
      assertThat(backend.peers()).isEqualTo(1);
      assertThat(rig.pool().backends().get(0).view().figures().failures()).isZero();
    }
  }
}
