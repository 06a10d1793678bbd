package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.config.Destination;
import dev.sluice.balancer.config.ForwardConfig;
import dev.sluice.balancer.config.ServerConfig;
import dev.sluice.balancer.http.route.RouteTable;
import dev.sluice.balancer.net.Listener;
import dev.sluice.balancer.net.ListenerContext;
import dev.sluice.balancer.net.Throttle;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.proxy.handler.ProxyHandler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** One event loop's share of an HTTP server. */
public final class HttpListener implements Listener {

  private static final long SWEEP_MS = 500;
  private static final long CLOSE_MARGIN_MS = 1_000;

  private final ListenerContext context;
  private final HttpServer server;
  private final Exchanges exchanges = new Exchanges();
  private final Upstreams upstreams;
  private final IdleClients idleClients;
  private final LocalRules local;
  private long sweeper;

  /**
   * @param pools finds a pool by its name; every name in the configuration is known to it
   */
  public HttpListener(ListenerContext context, Function<String, Pool> pools) {
    this.context = context;
    ServerConfig config = context.config();
    this.upstreams = new Upstreams(context.vertx(), config);
    this.idleClients = new IdleClients(config.timeouts().clientIdle().toNanos());
    this.local = new LocalRules(context, exchanges);
    this.server =
        context
            .vertx()
            .createHttpServer(options(config))
            .connectionHandler(idleClients::opened)
            .invalidRequestHandler(local::malformed)
            .requestHandler(tracked(router(config, pools)));
  }

  private static HttpServerOptions options(ServerConfig config) {
    int maxHead = config.limits().maxHeaderSize();
    return new HttpServerOptions()
        .setTcpKeepAlive(true)
        .setAcceptBacklog(ListenerContext.BACKLOG)
        .setMaxHeaderSize(maxHead)
        .setMaxInitialLineLength(maxHead)
        .setHttp2ClearTextEnabled(false)
        // Upgrades are passed on as they are, extensions included.
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false);
  }

  private Handler<HttpServerRequest> tracked(Router router) {
    return request -> {
      idleClients.busy(request.connection());
      request.response().endHandler(ended -> idleClients.idle(request.connection()));
      router.handle(request);
    };
  }

  private Router router(ServerConfig config, Function<String, Pool> pools) {
    List<RouteTable.Rule<Handler<RoutingContext>>> rules =
        config.forwards().stream()
            .map(forward -> new RouteTable.Rule<>(forward, handler(forward, pools)))
            .toList();
    Router router = Router.router(context.vertx());
    router.route().handler(new Dispatch(RouteTable.of(rules), local)).failureHandler(local::failed);
    return router;
  }

  private Handler<RoutingContext> handler(ForwardConfig forward, Function<String, Pool> pools) {
    Destination destination = forward.destination();
    if (destination instanceof Destination.ToPool toPool) {
      return ProxyHandler.create(
          new PoolProxy(
              new ProxyContext(
                  context,
                  forward.name(),
                  pools.apply(toPool.pool()),
                  upstreams,
                  exchanges,
                  new Throttle(System::nanoTime))));
    }
    if (destination instanceof Destination.Respond respond) {
      return local.respond(forward.name(), respond);
    }
    return local.files(forward.name(), (Destination.Static) destination);
  }

  @Override
  public Future<Integer> start() {
    return server
        .listen(context.port(), context.host())
        .map(
            listening -> {
              sweeper = context.vertx().setPeriodic(SWEEP_MS, tick -> sweep(System.nanoTime()));
              return listening.actualPort();
            });
  }

  private void sweep(long now) {
    exchanges.sweep(now);
    upstreams.sweep(now);
    idleClients.sweep(now);
  }

  @Override
  public Future<Integer> stop(Duration grace) {
    Future<Void> drained = exchanges.drain();
    Future<Void> closed =
        server.shutdown(grace.toMillis() + CLOSE_MARGIN_MS, TimeUnit.MILLISECONDS);
    return drained
        .timeout(Math.max(1, grace.toMillis()), TimeUnit.MILLISECONDS)
        .transform(
            done -> {
              int left = exchanges.stop();
              context.vertx().cancelTimer(sweeper);
              return closed.eventually(upstreams::close).map(left);
            });
  }
}
