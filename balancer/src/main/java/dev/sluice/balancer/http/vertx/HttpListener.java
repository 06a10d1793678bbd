package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.Destination;
import dev.sluice.balancer.config.ForwardConfig;
import dev.sluice.balancer.config.ListenConfig.SocketConfig;
import dev.sluice.balancer.config.ServerConfig;
import dev.sluice.balancer.http.Reason;
import dev.sluice.balancer.http.exchange.Rule;
import dev.sluice.balancer.http.route.RouteTable;
import dev.sluice.balancer.net.Admission;
import dev.sluice.balancer.net.ConnectFailures;
import dev.sluice.balancer.net.Listener;
import dev.sluice.balancer.net.ListenerContext;
import dev.sluice.balancer.net.Loop;
import dev.sluice.balancer.net.Peers;
import dev.sluice.balancer.net.ProxyHeaders;
import dev.sluice.balancer.net.tls.ServerTls;
import dev.sluice.vertx.proxyprotocol.ProxyProtocol;
import dev.sluice.vertx.proxyprotocol.ProxyVerdict;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.proxy.handler.ProxyHandler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One event loop's share of an HTTP server. */
public final class HttpListener implements Listener {

  private static final long SWEEP_MS = 100;
  private static final long CLOSE_MARGIN_MS = 1_000;

  private final ListenerContext context;
  private final Loop loop;
  private final Optional<ServerTls> tls;
  private final HttpServer server;
  private final Exchanges exchanges;
  private final Upstreams upstreams;
  private final Clients clients;
  private final LocalRules local;
  private final ConnectFailures failures;
  private final Optional<ProxyProtocol> proxyProtocol;
  private long sweeper;

  /**
   * @param rules of the forwards that lead to pools, shared by all event loops
   */
  public HttpListener(
      ListenerContext context, Map<ForwardConfig, Rule> rules, Encryption encryption) {
    this.context = context;
    this.tls = encryption.clients();
    this.loop = Loop.current(context.vertx());
    this.exchanges = new Exchanges(loop);
    ServerConfig config = context.config();
    this.upstreams = new Upstreams(context.vertx(), config, encryption.pools());
    this.clients = new Clients(config.timeouts());
    this.failures = new ConnectFailures(config.name(), System::nanoTime);
    this.local = new LocalRules(context, exchanges);
    this.proxyProtocol =
        ProxyHeaders.expected(config.listen().trust(), config.timeouts().clientHeader());
    this.server =
        context
            .vertx()
            .createHttpServer(options(config))
            .connectionHandler(this::opened)
            .invalidRequestHandler(local::malformed)
            .requestHandler(tracked(router(config, rules)));
  }

  private static HttpServerOptions options(ServerConfig config) {
    int maxHead = config.limits().maxHeaderSize();
    SocketConfig sockets = config.listen().socket();
    return new HttpServerOptions()
        .setTcpKeepAlive(sockets.keepAlive())
        .setTcpNoDelay(sockets.noDelay())
        .setAcceptBacklog(sockets.backlog())
        .setMaxHeaderSize(maxHead)
        .setMaxInitialLineLength(maxHead)
        .setHttp2ClearTextEnabled(false)
        // Upgrades are passed on as they are, extensions included.
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false);
  }

  private void opened(HttpConnection connection) {
    ChannelHandlerContext vertxHandler =
        ((HttpServerConnection) connection).channelHandlerContext();
    Channel channel = vertxHandler.channel();
    Admission admission = context.admission();
    Admission.Verdict verdict =
        admission.enter(
            channel,
            Admission.Intake.of(channel.parent()),
            () -> loop.execute(() -> admitted(connection)));
    if (verdict == Admission.Verdict.REFUSED) {
      refused(channel, "max-connections");
      channel.close();
      return;
    }
    channel.closeFuture().addListener(closed -> admission.leave(channel));
    Strictness strictness = new Strictness(cause -> exchanges.malformedBody(connection));
    vertxHandler.pipeline().addBefore(vertxHandler.name(), "strictness", strictness);
    clients.opened(
        connection,
        tls.isPresent(),
        word -> {
          // Half a head is no malformed request.
          strictness.refuse();
          refused(channel, word);
        });
    // Nothing was read yet, so this comes before the HTTP decoder's first byte. How long it may
    // take is looked after with the rest of the head.
    tls.ifPresent(server -> channel.pipeline().addFirst("tls", server.newHandler(Duration.ZERO)));
    if (verdict == Admission.Verdict.WAITS) {
      channel.config().setAutoRead(false);
      clients.busy(connection);
    } else {
      expectHeader(connection, channel);
    }
  }

  private void admitted(HttpConnection connection) {
    Channel channel = ((HttpServerConnection) connection).channelHandlerContext().channel();
    clients.begin(connection);
    expectHeader(connection, channel);
    channel.config().setAutoRead(true);
  }

  /** Has a PROXY protocol header come before all else, where one is wanted. */
  private void expectHeader(HttpConnection connection, Channel channel) {
    proxyProtocol.ifPresent(
        expected -> {
          channel
              .pipeline()
              .addFirst(
                  new HeaderVerdict(
                      () -> clients.begin(connection), word -> refused(channel, word)));
          expected.expectOn(channel);
          if (ProxyVerdict.of(channel).isEmpty()) {
            // The header has a time of its own.
            clients.busy(connection);
          }
        });
  }

  private void refused(Channel channel, String word) {
    context.logRefused(Peers.text(ProxyVerdict.source(channel)), word);
  }

  private Handler<HttpServerRequest> tracked(Router router) {
    return request -> {
      clients.busy(request.connection());
      request.response().endHandler(ended -> clients.idle(request.connection()));
      // Before the router, which would take the target of a tunnel for a malformed path.
      if (request.method() == HttpMethod.CONNECT) {
        local.refuse(request, Reason.METHOD_NOT_ALLOWED);
      } else {
        router.handle(request);
      }
    };
  }

  private Router router(ServerConfig config, Map<ForwardConfig, Rule> shared) {
    List<RouteTable.Rule<Handler<RoutingContext>>> rules =
        config.forwards().stream()
            .map(forward -> new RouteTable.Rule<>(forward, handler(forward, shared)))
            .toList();
    Router router = Router.router(context.vertx());
    router.route().handler(new Dispatch(RouteTable.of(rules), local)).failureHandler(local::failed);
    return router;
  }

  private Handler<RoutingContext> handler(ForwardConfig forward, Map<ForwardConfig, Rule> shared) {
    Destination destination = forward.destination();
    if (destination instanceof Destination.Respond respond) {
      return local.respond(forward.name(), respond);
    }
    if (destination instanceof Destination.Static files) {
      return local.files(forward.name(), files);
    }
    return ProxyHandler.create(
        new PoolProxy(
            new ProxyContext(context, loop, shared.get(forward), upstreams, exchanges, failures)));
  }

  @Override
  public Future<Address> start() {
    return server
        .listen(context.bind().socketAddress())
        .map(
            listening -> {
              sweeper = context.vertx().setPeriodic(SWEEP_MS, tick -> sweep(System.nanoTime()));
              return context.bind().bound(listening.actualPort());
            });
  }

  private void sweep(long now) {
    exchanges.sweep(now);
    upstreams.sweep(now);
    clients.sweep(now);
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
              return closed
                  // A backend that no longer reads must not hold up the end.
                  .eventually(
                      () -> upstreams.close().timeout(CLOSE_MARGIN_MS, TimeUnit.MILLISECONDS))
                  .otherwiseEmpty()
                  .map(left);
            });
  }
}
