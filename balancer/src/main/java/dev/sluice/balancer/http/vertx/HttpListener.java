package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.balance.Cancellable;
import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.ServerConfig;
import dev.sluice.balancer.event.AccessEvent;
import dev.sluice.balancer.http.Reason;
import dev.sluice.balancer.http.exchange.Dispatcher;
import dev.sluice.balancer.http.exchange.Exchanges;
import dev.sluice.balancer.http.exchange.RequestObserver;
import dev.sluice.balancer.http.exchange.ServerLoop;
import dev.sluice.balancer.http.h1.H1Server;
import dev.sluice.balancer.http.h1.H1ServerSettings;
import dev.sluice.balancer.http.h1.H1Upstreams;
import dev.sluice.balancer.http.stream.Client;
import dev.sluice.balancer.http.stream.Upstreams;
import dev.sluice.balancer.net.ConnectFailures;
import dev.sluice.balancer.net.Dialer;
import dev.sluice.balancer.net.Listener;
import dev.sluice.balancer.net.ListenerContext;
import dev.sluice.balancer.net.Loop;
import dev.sluice.balancer.net.Peers;
import dev.sluice.balancer.net.Relays;
import dev.sluice.balancer.net.Wheel;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop's share of an HTTP server: connections of HTTP/1.x are served by our own codec,
 * those of HTTP/2 through Vert.x, and all requests go through the same rules and policy.
 */
public final class HttpListener implements Listener {

  private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);
  private static final long CLOSE_MARGIN_MS = 1_000;
  private static final AccessEvent.Head NO_HEAD = new AccessEvent.Head("", "", "", "", "", "");

  private final ListenerContext context;
  private final Loop loop;
  private final Wheel wheel = new Wheel(System::nanoTime);
  private final Exchanges exchanges = new Exchanges();
  private final Upstreams upstreams;
  private final H1Server http1;
  private final HttpFront front;

  /**
   * @param shared by all event loops of the server
   * @param receptions shared by the event loops that share the address
   */
  public HttpListener(ListenerContext context, HttpServerParts shared, Receptions receptions) {
    this.context = context;
    this.loop = Loop.current(context.vertx());
    ServerConfig config = context.config();
    this.upstreams = upstreams(config, shared.encryption());
    ServerLoop server = serverLoop(config);
    Dispatcher dispatcher =
        new Dispatcher(
            config.name(),
            RuleRouter.of(config.forwards(), new Actions(server, shared.rules(), loop)),
            System::nanoTime,
            observer());
    this.http1 = new H1Server(H1ServerSettings.of(config), wheel, dispatcher, this::refused);
    this.front =
        new HttpFront(
            context,
            wheel,
            receptions,
            shared.encryption().clients(),
            new HttpFront.Services(http1::take, dispatcher));
  }

  private RequestObserver observer() {
    return context.log() == AccessEvent.NOBODY
        ? request -> {}
        : request -> context.log().accept(request.event());
  }

  private Upstreams upstreams(ServerConfig config, Encryption encryption) {
    Dialer dialer =
        new Dialer(context.vertx(), config.timeouts().connect(), config.listen().socket());
    return new UpstreamsByProtocol(
        new H1Upstreams(
            loop,
            wheel,
            dialer,
            encryption.pools(),
            config.timeouts().backendIdle(),
            config.limits().maxHeaderSize()),
        new H2Upstreams(context.vertx(), config, wheel, encryption.pools()));
  }

  private ServerLoop serverLoop(ServerConfig config) {
    return new ServerLoop(
        config,
        context.random(),
        new ServerLoop.Time(loop.netty(), this::schedule, wheel),
        new ServerLoop.Connections(upstreams, new Relays(config.timeouts().backendIdle(), false)),
        exchanges,
        new ConnectFailures(config.name(), System::nanoTime));
  }

  private Cancellable schedule(long nanos, Runnable task) {
    ScheduledFuture<?> scheduled =
        loop.netty().schedule(task, Math.max(0, nanos), TimeUnit.NANOSECONDS);
    return () -> scheduled.cancel(false);
  }

  /** What was refused before it became a request is in the log all the same. */
  private void refused(Client client, Reason reason, String detail, long sent) {
    String peer = Peers.text(client.source());
    if (reason == Reason.CLIENT_TIMEOUT) {
      context.logRefused(peer, reason.word());
      return;
    }
    LOG.info("{}: malformed request: {}", context.config().name(), detail);
    context
        .log()
        .accept(
            new AccessEvent.Request(
                new AccessEvent.Timing(Instant.now(), 0),
                context.config().name(),
                peer,
                NO_HEAD,
                new AccessEvent.Answer(
                    reason.status(), "", AccessEvent.Target.NONE, reason.word(), ""),
                new AccessEvent.Traffic(0, sent)));
  }

  @Override
  public Future<Address> start() {
    wheel.start(loop.netty());
    return front.start();
  }

  @Override
  public Future<Integer> stop(Duration grace) {
    Promise<Void> drained = loop.promise();
    exchanges.drain().thenRun(drained::tryComplete);
    http1.drain();
    Future<Integer> closed = front.stop(grace);
    return drained
        .future()
        .timeout(Math.max(1, grace.toMillis()), TimeUnit.MILLISECONDS)
        .transform(
            done -> {
              int left = exchanges.stop();
              http1.stop();
              return closed
                  .otherwiseEmpty()
                  // A backend that no longer reads must not hold up the end.
                  .eventually(
                      () -> upstreams.close().timeout(CLOSE_MARGIN_MS, TimeUnit.MILLISECONDS))
                  .otherwiseEmpty()
                  .onComplete(ended -> wheel.stop())
                  .map(left);
            });
  }
}
