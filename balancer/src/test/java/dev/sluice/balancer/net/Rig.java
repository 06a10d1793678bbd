package dev.sluice.balancer.net;

import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.Algorithm;
import dev.sluice.balancer.config.BackendConfig;
import dev.sluice.balancer.config.Destination;
import dev.sluice.balancer.config.ForwardConfig;
import dev.sluice.balancer.config.PoolConfig;
import dev.sluice.balancer.config.ServerConfig;
import dev.sluice.balancer.event.AccessEvent;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/** One listener on one event loop, with one pool behind it that the test can look into. */
public final class Rig implements AutoCloseable {

  private final Vertx vertx;
  private final Pool pool;
  private final Listener listener;
  private final Context context;
  private final int port;
  private final BlockingQueue<AccessEvent> events;
  private final Queue<Throwable> faults;

  private Rig(
      Vertx vertx,
      Pool pool,
      Started started,
      BlockingQueue<AccessEvent> events,
      Queue<Throwable> faults) {
    this.vertx = vertx;
    this.pool = pool;
    this.listener = started.listener;
    this.context = started.context;
    this.port = started.port;
    this.events = events;
    this.faults = faults;
  }

  private record Started(Listener listener, Context context, int port) {}

  /** What may differ from one test to the next. */
  public record Settings(
      ServerConfig.Protocol protocol,
      ServerConfig.Timeouts timeouts,
      ServerConfig.Limits limits,
      List<ForwardConfig> local) {

    public Settings idle(Duration client, Duration backend) {
      return new Settings(
          protocol, new ServerConfig.Timeouts(client, timeouts.connect(), backend), limits, local);
    }

    public Settings limits(int header, long body) {
      return new Settings(protocol, timeouts, new ServerConfig.Limits(header, body), local);
    }

    /** A rule beside the one for the pool. */
    public Settings respond(String path, String body) {
      return new Settings(
          protocol,
          timeouts,
          limits,
          List.of(
              new ForwardConfig(
                  "local",
                  List.of(),
                  List.of(path),
                  new Destination.Respond(200, body, "text/plain"))));
    }
  }

  public static Settings settings(ServerConfig.Protocol protocol) {
    return new Settings(
        protocol,
        new ServerConfig.Timeouts(
            Duration.ofSeconds(60), Duration.ofSeconds(2), Duration.ofSeconds(60)),
        new ServerConfig.Limits(16 * 1024, 0),
        List.of());
  }

  /** Starts a listener in front of backends, in turn. */
  public static Rig start(
      Vertx vertx,
      Settings settings,
      BiFunction<ListenerContext, Pool, Listener> factory,
      Address... backends) {
    Pool pool =
        new Pool(
            new PoolConfig(
                "pool",
                Algorithm.ROUND_ROBIN,
                Arrays.stream(backends).map(a -> new BackendConfig(a, 1)).toList()),
            new Random(1));
    BlockingQueue<AccessEvent> events = new LinkedBlockingQueue<>();
    Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
    vertx.exceptionHandler(faults::add);
    ListenerContext listening =
        new ListenerContext((VertxInternal) vertx, server(settings), 0, new Random(1), events::add);
    Promise<Started> started = Promise.promise();
    Deployable deployable =
        context -> {
          Listener listener = factory.apply(listening, pool);
          return listener
              .start()
              .onSuccess(port -> started.complete(new Started(listener, context, port)));
        };
    await(vertx.deployVerticle(deployable));
    return new Rig(vertx, pool, await(started.future()), events, faults);
  }

  private static ServerConfig server(Settings settings) {
    ForwardConfig toPool =
        new ForwardConfig(
            "rule",
            List.of(),
            settings.local().isEmpty() ? List.of() : List.of("/*"),
            new Destination.ToPool("pool"));
    List<ForwardConfig> forwards = new java.util.ArrayList<>(settings.local());
    forwards.add(toPool);
    return new ServerConfig(
        "edge",
        new Address("127.0.0.1", 0),
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

  /** The next line of the access log. */
  public AccessEvent event() throws InterruptedException {
    AccessEvent event = events.poll(10, TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("nothing was logged");
    }
    return event;
  }

  public AccessEvent.Request request() throws InterruptedException {
    return (AccessEvent.Request) event();
  }

  public AccessEvent.Connection connection() throws InterruptedException {
    return (AccessEvent.Connection) event();
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
    await(vertx.close());
    if (!faults.isEmpty()) {
      throw new AssertionError("an event loop met a fault", faults.peek());
    }
    if (!events.isEmpty()) {
      throw new AssertionError("logged, but not expected: " + events);
    }
  }
}
