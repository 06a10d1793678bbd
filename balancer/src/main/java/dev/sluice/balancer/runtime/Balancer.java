package dev.sluice.balancer.runtime;

import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.balance.PoolContext;
import dev.sluice.balancer.balance.Probe;
import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.Config;
import dev.sluice.balancer.config.PoolConfig;
import dev.sluice.balancer.config.ServerConfig;
import dev.sluice.balancer.event.AccessEvent;
import dev.sluice.balancer.http.exchange.RuleBook;
import dev.sluice.balancer.net.Admission;
import dev.sluice.balancer.net.Link;
import dev.sluice.balancer.net.Listener;
import dev.sluice.balancer.net.ListenerContext;
import dev.sluice.balancer.net.ListenerContext.Bind;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * A running balancer: the pools and servers of one configuration. Its methods may be called from
 * any thread.
 */
public final class Balancer {

  private static final long REFRESH_MS = 1_000;

  private final VertxInternal vertx;
  private final Config config;
  private final int eventLoops;
  private final RandomGenerator random;
  private final Consumer<AccessEvent> log;
  private final ControlThread control = new ControlThread();
  private final Map<String, Pool> pools = new ConcurrentHashMap<>();
  private final RuleBook rules;
  private final List<ListenerGroup> groups = new ArrayList<>();
  private volatile Optional<TlsMaterial> tls = Optional.empty();

  /**
   * @param eventLoops how many Vert.x was made with
   * @param random safe to use from any thread
   * @param log told of each connection or request once it has ended, on its event loop; must not
   *     block
   */
  public Balancer(
      Vertx vertx,
      Config config,
      int eventLoops,
      RandomGenerator random,
      Consumer<AccessEvent> log) {
    this.vertx = (VertxInternal) vertx;
    this.config = config;
    this.eventLoops = eventLoops;
    this.random = random;
    this.log = log;
    this.rules = new RuleBook(pools::get, System::nanoTime, random, stickyKey());
  }

  // Of this process alone: after a restart, or on another balancer, clients are given new cookies.
  private static byte[] stickyKey() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return key;
  }

  private Pool pool(PoolConfig pool, TlsMaterial material) {
    Link link = Link.of(pool.connections().proxyProtocol(), material.pool(pool.name()));
    Probe probe =
        pool.policy()
            .health()
            .<Probe>map(health -> new BackendProbe(vertx, health, link))
            .orElse((backend, timeout, done) -> done.accept(Probe.Result.passed()));
    return new Pool(
        pool, new PoolContext(System::nanoTime, control, random, control, probe, new PoolLog()));
  }

  /**
   * Opens every server, in the order of the configuration.
   *
   * @return fails with {@link ListenException} when one can't listen, or its certificates are of no
   *     use; those before it are closed
   */
  public Future<List<Listening>> start() {
    if (config.usesUnixSockets() && !vertx.transport().supportsDomainSockets()) {
      return Future.failedFuture(
          new ListenException(
              "runtime.transport = \"io_uring\" has no Unix domain sockets, which the configuration"
                  + " uses; epoll and nio have them"));
    }
    return vertx
        .executeBlocking(() -> TlsMaterial.open(config))
        .recover(failed -> Future.failedFuture(new ListenException(failed.getMessage())))
        .compose(this::open)
        .recover(failed -> stop(Duration.ZERO).transform(done -> Future.failedFuture(failed)));
  }

  private Future<List<Listening>> open(TlsMaterial material) {
    tls = Optional.of(material);
    config.pools().forEach(pool -> pools.put(pool.name(), pool(pool, material)));
    if (!material.isEmpty()) {
      refreshLater(material);
    }
    ListenerFactory factory = new ListenerFactory(config, pools, rules, material, random);
    Future<List<Listening>> all = Future.succeededFuture(List.of());
    int ordinal = 0;
    for (ServerConfig server : config.servers()) {
      Function<ListenerContext, Listener> listeners = factory.of(server);
      Admission admission = Admission.of(server.listen().limit());
      for (Address address : server.listen().addresses()) {
        Bind bind = new Bind(address, ordinal++);
        ListenerContext context = new ListenerContext(vertx, server, bind, admission, random, log);
        ListenerGroup group = new ListenerGroup(() -> listeners.apply(context));
        all = all.compose(before -> open(group, context).map(opened -> append(before, opened)));
      }
    }
    return all;
  }

  private Future<Listening> open(ListenerGroup group, ListenerContext context) {
    return madeWay(context.bind().address())
        .compose(
            free -> vertx.deployVerticle(group, new DeploymentOptions().setInstances(eventLoops)))
        .map(
            deployed -> {
              groups.add(group);
              return new Listening(context.config(), group.address());
            })
        .recover(
            failed -> Future.failedFuture(new ListenException(context.bind().address(), failed)));
  }

  private Future<?> madeWay(Address address) {
    return address.isUnix()
        ? vertx.executeBlocking(
            () -> {
              SocketFile.makeWay(Path.of(address.host()));
              return address;
            })
        : Future.succeededFuture();
  }

  // One after the other, however long the files take.
  private void refreshLater(TlsMaterial material) {
    vertx.setTimer(
        REFRESH_MS,
        due ->
            vertx
                .executeBlocking(
                    () -> {
                      material.refresh();
                      return material;
                    })
                .onComplete(done -> refreshLater(material)));
  }

  private static <T> List<T> append(List<T> list, T last) {
    List<T> longer = new ArrayList<>(list);
    longer.add(last);
    return List.copyOf(longer);
  }

  /**
   * Stops accepting, and lets what is under way end.
   *
   * @param grace how long; then the rest is broken off
   * @return how many connections and requests were broken off
   */
  public Future<Integer> stop(Duration grace) {
    List<Future<Integer>> stopping = groups.stream().map(group -> group.stop(grace)).toList();
    return Future.join(stopping)
        .otherwiseEmpty()
        .onComplete(
            done -> {
              pools.values().forEach(Pool::close);
              tls.ifPresent(TlsMaterial::close);
              control.close();
            })
        .map(done -> stopping.stream().mapToInt(f -> f.succeeded() ? f.result() : 0).sum());
  }
}
