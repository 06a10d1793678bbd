package dev.sluice.balancer.net;

import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.balance.PoolContext;
import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.Algorithm;
import dev.sluice.balancer.config.BackendConfig;
import dev.sluice.balancer.config.Destination;
import dev.sluice.balancer.config.ForwardConfig;
import dev.sluice.balancer.config.ListenConfig;
import dev.sluice.balancer.config.MirrorConfig;
import dev.sluice.balancer.config.Network;
import dev.sluice.balancer.config.PoolConfig;
import dev.sluice.balancer.config.RetryConfig;
import dev.sluice.balancer.config.ServerConfig;
import dev.sluice.balancer.event.AccessEvent;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** One listener on one event loop, with one pool behind it that the test can look into. */
public final class Rig implements AutoCloseable {

  private final Vertx vertx;
  private final Pool pool;
  private final Listener listener;
  private final Context context;
  private final int port;
  private final ScheduledExecutorService control;
  private final Seen seen;

  private Rig(
      Vertx vertx, Pool pool, ScheduledExecutorService control, Started started, Seen seen) {
    this.vertx = vertx;
    this.pool = pool;
    this.control = control;
    this.listener = started.listener;
    this.context = started.context;
    this.port = started.port;
    this.seen = seen;
  }

  private record Started(Listener listener, Context context, int port) {}

  private record Seen(
      BlockingQueue<AccessEvent> events, Queue<Throwable> faults, CountingAdmission connected) {}

  /** What may differ from one test to the next. */
  public record Settings(
      ListenConfig listen,
      ServerConfig.Protocol protocol,
      ServerConfig.Timeouts timeouts,
      ServerConfig.Limits limits,
      List<ForwardConfig> local,
      Policies policies) {

    /** How many connections at once. */
    public Settings limit(int most, ListenConfig.WhenFull whenFull) {
      return listen(
          new ListenConfig(
              listen.addresses(),
              listen.socket(),
              new ListenConfig.ConnectionLimit(most, whenFull),
              listen.trust(),
              listen.tls()));
    }

    /** Whose word is believed, and whether it comes in PROXY headers. */
    public Settings trust(boolean proxyProtocol, String... networks) {
      return listen(
          new ListenConfig(
              listen.addresses(),
              listen.socket(),
              listen.limit(),
              new ListenConfig.Trust(
                  Arrays.stream(networks).map(n -> Network.parse(n).orElseThrow()).toList(),
                  proxyProtocol),
              listen.tls()));
    }

    public Settings listen(ListenConfig wanted) {
      return new Settings(wanted, protocol, timeouts, limits, local, policies);
    }

    public Settings idle(Duration client, Duration backend) {
      return timeouts(
          new ServerConfig.Timeouts(
              timeouts.clientHeader(), client, timeouts.connect(), backend, timeouts.request()));
    }

    /** How long a client may take for what comes before its traffic, and how long a backend. */
    public Settings patience(Duration clientHeader, Duration connect) {
      return timeouts(
          new ServerConfig.Timeouts(
              clientHeader,
              timeouts.clientIdle(),
              connect,
              timeouts.backendIdle(),
              timeouts.request()));
    }

    /** How long a client may take for a head, and all that comes before. */
    public Settings header(Duration whole) {
      return patience(whole, timeouts.connect());
    }

    /** How long a whole exchange may take. */
    public Settings request(Duration whole) {
      return timeouts(
          new ServerConfig.Timeouts(
              timeouts.clientHeader(),
              timeouts.clientIdle(),
              timeouts.connect(),
              timeouts.backendIdle(),
              whole));
    }

    private Settings timeouts(ServerConfig.Timeouts wanted) {
      return new Settings(listen, protocol, wanted, limits, local, policies);
    }

    public Settings limits(int header, long body) {
      return new Settings(
          listen, protocol, timeouts, new ServerConfig.Limits(header, body), local, policies);
    }

    /** When the rule for the pool tries again. */
    public Settings retry(RetryConfig retry) {
      return policies(
          new Policies(new ForwardConfig.Policy(retry, policies.rule().mirror()), policies.pool()));
    }

    /** The rule for the pool also copies every request to the pool of this name. */
    public Settings mirror(String pool) {
      return policies(
          new Policies(
              new ForwardConfig.Policy(
                  policies.rule().retry(), Optional.of(new MirrorConfig(pool, 1))),
              policies.pool()));
    }

    /** Changes the pool's configuration, and lets it run its timers. */
    public Settings pool(UnaryOperator<PoolConfig> pool) {
      return policies(new Policies(policies.rule(), Optional.of(pool)));
    }

    private Settings policies(Policies wanted) {
      return new Settings(listen, protocol, timeouts, limits, local, wanted);
    }

    /** A rule beside the one for the pool. */
    public Settings respond(String path, String body) {
      return new Settings(
          listen,
          protocol,
          timeouts,
          limits,
          List.of(
              new ForwardConfig(
                  "local",
                  List.of(),
                  List.of(path),
                  new Destination.Respond(200, body, "text/plain"))),
          policies);
    }
  }

  /**
   * How requests and the pool are treated.
   *
   * @param pool empty for one that only picks
   */
  public record Policies(ForwardConfig.Policy rule, Optional<UnaryOperator<PoolConfig>> pool) {}

  public static Settings settings(ServerConfig.Protocol protocol) {
    return new Settings(
        ListenConfig.on(new Address("127.0.0.1", 0)),
        protocol,
        new ServerConfig.Timeouts(
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(2),
            Duration.ofSeconds(60),
            Duration.ZERO),
        new ServerConfig.Limits(16 * 1024, 0),
        List.of(),
        new Policies(ForwardConfig.Policy.DEFAULT, Optional.empty()));
  }

  /** Starts a listener in front of backends, in turn. */
  public static Rig start(
      Vertx vertx,
      Settings settings,
      BiFunction<ListenerContext, Pool, Listener> factory,
      Address... backends) {
    PoolConfig config =
        new PoolConfig(
            "pool",
            Algorithm.ROUND_ROBIN,
            Arrays.stream(backends).map(a -> new BackendConfig(a, 1)).toList());
    ScheduledExecutorService control = control();
    Pool pool =
        settings
            .policies()
            .pool()
            .map(change -> new Pool(change.apply(config), context(control)))
            .orElseGet(() -> new Pool(config, new Random(1)));
    ServerConfig server = server(settings);
    Seen seen =
        new Seen(
            new LinkedBlockingQueue<>(),
            new ConcurrentLinkedQueue<>(),
            new CountingAdmission(Admission.of(server.listen().limit())));
    vertx.exceptionHandler(seen.faults::add);
    ListenerContext listening =
        new ListenerContext(
            (VertxInternal) vertx,
            server,
            new ListenerContext.Bind(server.listen().addresses().get(0), 0),
            seen.connected,
            new Random(1),
            event -> {
              if (!Thread.currentThread().getName().contains("eventloop")) {
                seen.faults.add(
                    new AssertionError("logged by " + Thread.currentThread().getName()));
              }
              seen.events.add(event);
            });
    Promise<Started> started = Promise.promise();
    Deployable deployable =
        context -> {
          Listener listener = factory.apply(listening, pool);
          return listener
              .start()
              .onSuccess(bound -> started.complete(new Started(listener, context, bound.port())));
        };
    await(vertx.deployVerticle(deployable));
    return new Rig(vertx, pool, control, await(started.future()), seen);
  }

  private static ScheduledExecutorService control() {
    return Executors.newSingleThreadScheduledExecutor(
        task -> {
          Thread thread = new Thread(task, "rig-control");
          thread.setDaemon(true);
          return thread;
        });
  }

  private static PoolContext context(ScheduledExecutorService control) {
    return new PoolContext(
        System::nanoTime,
        (nanos, task) -> {
          ScheduledFuture<?> due = control.schedule(task, nanos, TimeUnit.NANOSECONDS);
          return () -> due.cancel(false);
        },
        new Random(1),
        control);
  }

  private static ServerConfig server(Settings settings) {
    ForwardConfig toPool =
        new ForwardConfig(
            "rule",
            ForwardConfig.Match.requests(
                List.of(), settings.local().isEmpty() ? List.of() : List.of("/*")),
            new Destination.ToPool("pool"),
            settings.policies().rule());
    List<ForwardConfig> forwards = new java.util.ArrayList<>(settings.local());
    forwards.add(toPool);
    return new ServerConfig(
        "edge",
        settings.listen(),
        settings.protocol(),
        settings.timeouts(),
        settings.limits(),
        List.copyOf(forwards));
  }

  public static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  public int port() {
    return port;
  }

  public Pool pool() {
    return pool;
  }

  /** How many connections there are, those that wait for a place included. */
  public int connected() {
    return seen.connected.count();
  }

  /** The next line of the access log. */
  public AccessEvent event() throws InterruptedException {
    AccessEvent event = seen.events.poll(10, TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("nothing was logged");
    }
    return event;
  }

  /** All that was logged since. */
  public List<AccessEvent> logged() {
    List<AccessEvent> logged = new ArrayList<>();
    seen.events.drainTo(logged);
    return logged;
  }

  public AccessEvent.Request request() throws InterruptedException {
    return (AccessEvent.Request) event();
  }

  public AccessEvent.Session session() throws InterruptedException {
    return (AccessEvent.Session) event();
  }

  public AccessEvent.Connection connection() throws InterruptedException {
    return (AccessEvent.Connection) event();
  }

  /** Waits until the event loop has done what it was told to before. */
  public void awaitTurn() {
    Promise<Void> turn = Promise.promise();
    context.runOnContext(go -> turn.complete());
    await(turn.future());
  }

  /** Stops the listener on its event loop. */
  public Future<Integer> stop(Duration grace) {
    Promise<Integer> stopped = Promise.promise();
    context.runOnContext(go -> listener.stop(grace).onComplete(stopped));
    return stopped.future();
  }

  /** Checks what must be true after every test: no lease is left, nothing threw. */
  @Override
  public void close() {
    Eventually.that(
        "every lease ended, once", () -> pool.backends().stream().allMatch(b -> b.active() == 0));
    pool.close();
    control.shutdown();
    await(vertx.close());
    if (!seen.faults.isEmpty()) {
      throw new AssertionError("an event loop met a fault", seen.faults.peek());
    }
    if (!seen.events.isEmpty()) {
      throw new AssertionError("logged, but not expected: " + seen.events);
    }
    Eventually.that("every connection was counted down, once", () -> connected() == 0);
  }
}
