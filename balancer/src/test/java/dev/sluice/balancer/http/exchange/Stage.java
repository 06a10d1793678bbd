package dev.sluice.balancer.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.balance.Mirror;
import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.balance.PoolContext;
import dev.sluice.balancer.balance.Split;
import dev.sluice.balancer.balance.VirtualTime;
import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.AffinityConfig;
import dev.sluice.balancer.config.Algorithm;
import dev.sluice.balancer.config.BackendConfig;
import dev.sluice.balancer.config.ConnectionsConfig;
import dev.sluice.balancer.config.FailureKind;
import dev.sluice.balancer.config.HeaderChanges;
import dev.sluice.balancer.config.ListenConfig;
import dev.sluice.balancer.config.Network;
import dev.sluice.balancer.config.OutlierConfig;
import dev.sluice.balancer.config.PoolConfig;
import dev.sluice.balancer.config.PoolPolicy;
import dev.sluice.balancer.config.QueueConfig;
import dev.sluice.balancer.config.RetryConfig;
import dev.sluice.balancer.config.ServerConfig;
import dev.sluice.balancer.config.StatusRange;
import dev.sluice.balancer.event.AccessEvent;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.stream.MessageFilter;
import dev.sluice.balancer.net.ConnectFailures;
import dev.sluice.balancer.net.Relays;
import dev.sluice.balancer.net.Turning;
import dev.sluice.balancer.net.Wheel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;

/** One event loop in virtual time, with backends a:1, b:1 and so on, in turn. */
final class Stage {

  /** Every failure and 503, at once. */
  static final RetryConfig RETRY = retry(3, Duration.ZERO, Duration.ZERO, 64 * 1024);

  static final Duration IDLE = Duration.ofSeconds(60);

  final VirtualTime time = new VirtualTime();
  final Wheel wheel = new Wheel(time::nanos);
  final FakeUpstreams upstreams = new FakeUpstreams();
  final Exchanges exchanges = new Exchanges();
  final List<AccessEvent.Request> log = new ArrayList<>();

  private final List<BackendConfig> backends = new ArrayList<>();
  private RetryConfig retry = RETRY;
  private QueueConfig queue = QueueConfig.DEFAULT;
  private AffinityConfig affinity = AffinityConfig.DEFAULT;
  private ServerConfig.Timeouts timeouts =
      new ServerConfig.Timeouts(
          Duration.ofSeconds(10), IDLE, Duration.ofSeconds(2), IDLE, Duration.ZERO);
  private long maxBody;
  private ListenConfig.Trust trust = ListenConfig.Trust.NOBODY;
  private Optional<Pool> copies = Optional.empty();
  private MessageFilter filter = MessageFilter.NONE;
  private HeaderChanges requestHeaders = HeaderChanges.NONE;
  private Pool pool;
  private Dispatcher dispatcher;

  static Stage of(int backends) {
    return of(backends, 0);
  }

  /**
   * @param most requests at once at each backend; 0 for no limit
   */
  static Stage of(int backends, int most) {
    Stage stage = new Stage();
    for (int i = 0; i < backends; i++) {
      Address address = new Address(String.valueOf((char) ('a' + i)), 1);
      stage.backends.add(new BackendConfig(address, 1, most, false));
    }
    return stage;
  }

  static RetryConfig retry(int attempts, Duration perTry, Duration backoff, int replay) {
    return new RetryConfig(
        attempts,
        new RetryConfig.On(
            EnumSet.complementOf(EnumSet.of(FailureKind.SERVER_ERROR)),
            List.of(new StatusRange(503, 503)),
            false,
            replay),
        perTry,
        RetryConfig.Budget.DEFAULT,
        new RetryConfig.Backoff(backoff, backoff),
        Optional.empty());
  }

  Stage retry(RetryConfig wanted) {
    retry = wanted;
    return this;
  }

  Stage queue(int size, Duration timeout) {
    queue = new QueueConfig(size, timeout);
    return this;
  }

  Stage affinity(AffinityConfig wanted) {
    affinity = wanted;
    return this;
  }

  Stage request(Duration whole) {
    timeouts =
        new ServerConfig.Timeouts(
            timeouts.clientHeader(),
            timeouts.clientIdle(),
            timeouts.connect(),
            timeouts.backendIdle(),
            whole);
    return this;
  }

  Stage backendIdle(Duration idle) {
    timeouts =
        new ServerConfig.Timeouts(
            timeouts.clientHeader(),
            timeouts.clientIdle(),
            timeouts.connect(),
            idle,
            timeouts.request());
    return this;
  }

  Stage maxBody(long bytes) {
    maxBody = bytes;
    return this;
  }

  Stage trust(String network) {
    trust = new ListenConfig.Trust(List.of(Network.parse(network).orElseThrow()), false);
    return this;
  }

  /** Of both pools; before {@link #mirrored}. */
  Stage requestHeaders(HeaderChanges wanted) {
    requestHeaders = wanted;
    return this;
  }

  Stage filter(MessageFilter wanted) {
    filter = wanted;
    return this;
  }

  /** Every request is copied to a pool of one backend, {@code mirror:1}. */
  Stage mirrored() {
    copies = Optional.of(pool("copies", List.of(new BackendConfig(new Address("mirror", 1), 1))));
    return this;
  }

  Pool pool() {
    if (pool == null) {
      pool = pool("pool", backends);
    }
    return pool;
  }

  Pool copies() {
    return copies.orElseThrow();
  }

  private Pool pool(String name, List<BackendConfig> members) {
    return new Pool(
        new PoolConfig(
            name,
            Algorithm.ROUND_ROBIN,
            members,
            new PoolPolicy(0, Duration.ZERO, Optional.empty(), OutlierConfig.OFF, queue, affinity),
            ConnectionsConfig.DEFAULT,
            requestHeaders),
        new PoolContext(time, time, new SplittableRandom(1), Runnable::run));
  }

  ServerLoop loop() {
    ServerConfig config =
        new ServerConfig(
            "edge",
            new ListenConfig(
                List.of(new Address("127.0.0.1", 0)),
                ListenConfig.SocketConfig.DEFAULT,
                ListenConfig.ConnectionLimit.DEFAULT,
                trust,
                Optional.empty()),
            ServerConfig.Protocol.HTTP,
            timeouts,
            new ServerConfig.Limits(16 * 1024, maxBody),
            List.of());
    return new ServerLoop(
        config,
        new Random(1),
        new ServerLoop.Time(task -> time.schedule(0, task), time, wheel),
        new ServerLoop.Connections(upstreams, new Relays(IDLE, false)),
        exchanges,
        new ConnectFailures("edge", time::nanos));
  }

  private Rule rule() {
    Random random = new Random(1);
    Service service = new Service(pool(), retry, time, random, new byte[32]);
    return new Rule(
        "rule",
        new Split<>(List.of(new Split.Part<>(service, 1)), random),
        copies.map(p -> new Rule.Copies(p, new Mirror(1, random))),
        retry.on().replayBody());
  }

  Dispatcher dispatcher() {
    if (dispatcher == null) {
      Optional<RuleAction> forward =
          Optional.of(new RuleAction("rule", new Forwarding(loop(), rule(), filter)));
      dispatcher =
          new Dispatcher(
              "edge", (head, client) -> forward, time::nanos, record -> log.add(record.event()));
    }
    return dispatcher;
  }

  // --- what happens

  FakeDownstream ask(RequestHead head) {
    return ask(new FakeDownstream(head));
  }

  FakeDownstream ask(FakeDownstream request) {
    dispatcher().accept(request);
    return request;
  }

  /** The request to a backend that was opened last. */
  FakeUpstream last() {
    return upstreams.opened.get(upstreams.opened.size() - 1);
  }

  FakeUpstream opened(int place) {
    return upstreams.opened.get(place);
  }

  int opened() {
    return upstreams.opened.size();
  }

  /** Lets time pass, and what is due happen. */
  void pass(Duration span) {
    long left = span.toNanos();
    while (left > 0) {
      long step = Math.min(left, Wheel.TICK_NANOS);
      time.advance(step);
      Turning.turn(wheel);
      left -= step;
    }
  }

  /** Lets the event loop do what it was told to do later. */
  void turn() {
    time.advance(0);
  }

  long failures(int backend) {
    return pool().view().get(backend).figures().failures();
  }

  long requests(int backend) {
    return pool().view().get(backend).figures().requests();
  }

  /** The line of the only request that has ended; nothing is left of it, or of any other. */
  AccessEvent.Request ended() {
    turn();
    assertThat(log).hasSize(1);
    assertThat(exchanges.count()).isZero();
    assertThat(pool().active()).isZero();
    return log.get(0);
  }
}
