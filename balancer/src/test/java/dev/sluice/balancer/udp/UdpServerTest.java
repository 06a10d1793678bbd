package dev.sluice.balancer.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.balance.Split;
import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.Algorithm;
import dev.sluice.balancer.config.BackendConfig;
import dev.sluice.balancer.config.Destination;
import dev.sluice.balancer.config.ForwardConfig;
import dev.sluice.balancer.config.ListenConfig;
import dev.sluice.balancer.config.PoolConfig;
import dev.sluice.balancer.config.ServerConfig;
import dev.sluice.balancer.event.AccessEvent;
import dev.sluice.balancer.net.Admission;
import dev.sluice.balancer.net.Eventually;
import dev.sluice.balancer.net.Listener;
import dev.sluice.balancer.net.ListenerContext;
import dev.sluice.balancer.net.Rig;
import dev.sluice.balancer.net.Transports;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A UDP server on several event loops and addresses. */
class UdpServerTest {

  private static final int LOOPS = 3;

  private final Queue<AccessEvent.Session> events = new ConcurrentLinkedQueue<>();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final List<Runnable> stops = new CopyOnWriteArrayList<>();
  private Responder backend;
  private Pool pool;
  private Vertx vertx;

  static Stream<Transport> transports() {
    return Transports.available();
  }

  @BeforeEach
  void startBackend() throws Exception {
    assumeThat(System.getProperty("os.name")).isEqualTo("Linux");
    backend = Responder.echo();
    pool =
        new Pool(
            new PoolConfig(
                "pool", Algorithm.ROUND_ROBIN, List.of(new BackendConfig(backend.address(), 1))),
            new Random(1));
  }

  @AfterEach
  void stopAll() {
    stops.forEach(Runnable::run);
    assertThat(pool.active()).isZero();
    pool.close();
    backend.close();
    Rig.await(vertx.close());
  }

  private void run(Transport transport) {
    vertx =
        Vertx.builder()
            .with(new VertxOptions().setEventLoopPoolSize(LOOPS))
            .withTransport(transport)
            .build();
  }

  private UdpServer server(int mostSessions) {
    return new UdpServer(
        new Split<>(List.of(new Split.Part<>(pool, 1)), new Random(1)), mostSessions);
  }

  /** Listens on every event loop. */
  private int listen(UdpServer server, Address address, int ordinal) {
    ServerConfig config =
        new ServerConfig(
            "edge",
            ListenConfig.on(address),
            ServerConfig.Protocol.UDP,
            new ServerConfig.Timeouts(
                Duration.ZERO,
                Duration.ofSeconds(60),
                Duration.ofSeconds(2),
                Duration.ZERO,
                Duration.ZERO),
            new ServerConfig.Limits(0, 0),
            List.of(new ForwardConfig("1", List.of(), List.of(), new Destination.ToPool("pool"))));
    ListenerContext context =
        new ListenerContext(
            (VertxInternal) vertx,
            config,
            new ListenerContext.Bind(address, ordinal),
            Admission.of(config.listen().limit()),
            new Random(1),
            event -> {
              threads.add(Thread.currentThread());
              events.add((AccessEvent.Session) event);
            });
    Promise<Integer> port = Promise.promise();
    Deployable deployable =
        on -> {
          Listener listener = server.listener(context);
          return listener
              .start()
              .onSuccess(
                  bound -> {
                    stops.add(() -> stop(on, listener));
                    port.tryComplete(bound.port());
                  });
        };
    Rig.await(
        vertx.deployVerticle(
            () -> on -> deployable.deploy(on), new DeploymentOptions().setInstances(LOOPS)));
    return Rig.await(port.future());
  }

  private static void stop(io.vertx.core.Context context, Listener listener) {
    Promise<Integer> stopped = Promise.promise();
    context.runOnContext(go -> listener.stop(Duration.ZERO).onComplete(stopped));
    Rig.await(stopped.future());
  }

  private static List<Client> clients(int port, int count) throws Exception {
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      clients.add(Client.to(port));
    }
    return clients;
  }

  @ParameterizedTest
  @MethodSource("transports")
  void everyLoopHasItsClientsAndKeepsThem(Transport transport) throws Exception {
    run(transport);
    int port = listen(server(0), new Address("127.0.0.1", 0), 0);
    List<Client> clients = clients(port, 64);
    for (int round = 0; round < 3; round++) {
      for (Client client : clients) {
        assertThat(client.ask("hello")).isEqualTo("hello");
      }
    }
    // One session each: no client has been handed from one loop to another.
    assertThat(backend.peers()).isEqualTo(64);
    assertThat(pool.active()).isEqualTo(64);
    stopAllListeners();
    assertThat(events).hasSize(64);
    // That the kernel gives 64 clients to fewer than all has odds of 1 to 10^11.
    assertThat(threads).hasSize(LOOPS);
    clients.forEach(Client::close);
  }

  private void stopAllListeners() {
    stops.forEach(Runnable::run);
    stops.clear();
  }

  @ParameterizedTest
  @MethodSource("transports")
  void theLimitHoldsOverAllLoopsAndAddresses(Transport transport) throws Exception {
    run(transport);
    UdpServer server = server(10);
    int one = listen(server, new Address("127.0.0.1", 0), 0);
    int other = listen(server, new Address("127.0.0.1", 0), 1);
    List<Client> clients = clients(one, 20);
    for (Client client : clients) {
      client.ask("hello");
    }
    Eventually.that("ten are left", () -> pool.active() == 10 && events.size() == 10);
    List<Client> more = clients(other, 2);
    for (Client client : more) {
      client.ask("hello");
    }
    Eventually.that("ten are left", () -> pool.active() == 10 && events.size() == 12);
    // The newcomers' address had less: none of them had to go.
    for (Client client : more) {
      client.ask("hello");
    }
    assertThat(backend.peers()).isEqualTo(22);
    assertThat(events).allMatch(event -> event.result().equals("evicted"));
    clients.forEach(Client::close);
    more.forEach(Client::close);
  }

  @ParameterizedTest
  @MethodSource("transports")
  void anAddressThatIsTakenIsNotShared(Transport transport) throws Exception {
    run(transport);
    int port = listen(server(0), new Address("127.0.0.1", 0), 0);
    assertThatThrownBy(() -> listen(server(0), new Address("127.0.0.1", port), 1))
        .hasMessageContaining("already in use");
    try (Client client = Client.to(port)) {
      assertThat(client.ask("still here")).isEqualTo("still here");
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aGivenPortIsBoundByEveryLoop(Transport transport) throws Exception {
    run(transport);
    int port = Responder.closedPort().port();
    assertThat(listen(server(0), new Address("127.0.0.1", port), 0)).isEqualTo(port);
    List<Client> clients = clients(port, 64);
    for (Client client : clients) {
      assertThat(client.ask("hello")).isEqualTo("hello");
    }
    stopAllListeners();
    assertThat(threads).hasSize(LOOPS);
    clients.forEach(Client::close);
  }

  @ParameterizedTest
  @MethodSource("transports")
  void speaksIpv6OnBothSides(Transport transport) throws Exception {
    run(transport);
    int port = listen(server(0), new Address("::1", 0), 0);
    try (Client client = Client.from("::1", 0, "::1", port)) {
      assertThat(client.ask("to a backend with IPv4")).isEqualTo("to a backend with IPv4");
      assertThat(client.answeredFrom()).isEqualTo(client.server());
    }
    backend.close();
    try (Responder v6 = Responder.on("::1", bytes -> bytes)) {
      Rig.await(
          io.vertx.core.Future.fromCompletionStage(
              pool.update(
                  pool.config().withBackends(List.of(new BackendConfig(v6.address(), 1))))));
      try (Client client = Client.from("::1", 0, "::1", port)) {
        assertThat(client.ask("to one with IPv6")).isEqualTo("to one with IPv6");
        stopAllListeners();
        assertThat(events).anyMatch(event -> event.client().equals("[::1]:" + client.port()));
      }
    }
  }
}
