package dev.sluice.backend;

import dev.sluice.vertx.proxyprotocol.AcceptHookTransport;
import dev.sluice.vertx.proxyprotocol.ProxyProtocol;
import dev.sluice.vertx.proxyprotocol.ProxyProtocol.OnRefusal;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.transport.Transport;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/** A running backend with all its listeners. Thread-safe. */
public final class Backend {

  static final int BACKLOG = 4096;

  private static final Duration PROXY_HEADER_TIMEOUT = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final Settings settings;
  private final FaultInjector faults;
  private final Health health = new Health();
  private final Queue<Listener> listeners = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final Promise<Void> stopped = Promise.promise();
  private final List<Listening> listening = new ArrayList<>();

  /**
   * A bound listener.
   *
   * @param address where it is bound, with its actual port
   * @param name what it calls itself in {@code X-Backend}
   */
  public record Listening(ListenAddress address, String name) {}

  private Backend(Settings settings) {
    this.settings = settings;
    this.faults = new FaultInjector(settings.behaviour().faults());
    this.vertx =
        Vertx.builder()
            .with(
                new VertxOptions()
                    .setEventLoopPoolSize(settings.eventLoops())
                    .setFileSystemOptions(
                        new FileSystemOptions()
                            .setFileCachingEnabled(false)
                            .setClassPathResolvingEnabled(false)))
            .withTransport(transport(settings.access().proxyProtocol()))
            .build();
  }

  /**
   * Binds every listener, or none.
   *
   * @return fails with an {@link IllegalArgumentException} when the TLS files are no good,
   *     otherwise with an exception whose message names the listener that could not be bound
   */
  public static Future<Backend> start(Settings settings) {
    Backend backend = new Backend(settings);
    // A promise without a context: one of the context's own dies with its event loop when Vert.x is
    // closed.
    Promise<Backend> started = Promise.promise();
    backend
        .bindAll()
        .onSuccess(bound -> started.complete(backend))
        .onFailure(cause -> backend.vertx.close().onComplete(closed -> started.fail(cause)));
    return started.future();
  }

  /** The bound listeners in the order of the settings. */
  public List<Listening> listening() {
    return List.copyOf(listening);
  }

  /**
   * Accepts no more, lets what is under way finish for at most {@code grace}, then ends. A second
   * call waits for the first.
   */
  public Future<Void> stop(Duration grace) {
    if (stopping.compareAndSet(false, true)) {
      List<Future<Void>> ends =
          listeners.stream().map(listener -> listener.shutdown(grace)).toList();
      Future.join(ends).onComplete(ended -> vertx.close().onComplete(stopped));
    }
    return stopped.future();
  }

  static String greeting(int port) {
    return "Hi from server " + port;
  }

  static String nameOf(Optional<String> configured, int port) {
    return configured.orElseGet(() -> "server-" + port);
  }

  private Future<Void> bindAll() {
    return vertx
        .executeBlocking(
            () -> {
              settings.tls().ifPresent(tls -> tls.verify(vertx));
              return true;
            })
        .compose(verified -> bindFrom(0));
  }

  private Future<Void> bindFrom(int index) {
    if (index == settings.listeners().size()) {
      return Future.succeededFuture();
    }
    ListenAddress wanted = settings.listeners().get(index);
    return bind(wanted, index)
        .recover(e -> Future.failedFuture(new IllegalStateException(reason(wanted, e), e)))
        .compose(
            port -> {
              listening.add(new Listening(wanted.withPort(port), nameOf(settings.name(), port)));
              return bindFrom(index + 1);
            });
  }

  private Future<Integer> bind(ListenAddress wanted, int index) {
    SocketAddress address =
        wanted.port() == 0
            ? SocketAddress.sharedRandomPort(index + 1, wanted.host())
            : SocketAddress.inetSocketAddress(wanted.port(), wanted.host());
    Promise<Integer> bound = Promise.promise();
    Deployable perLoop =
        context -> {
          Listener listener = listener(wanted, address);
          listeners.add(listener);
          return listener.listen().onSuccess(bound::tryComplete);
        };
    return vertx
        .deployVerticle(
            () -> context -> perLoop.deploy(context),
            new DeploymentOptions().setInstances(instances(wanted.kind())))
        .compose(id -> bound.future());
  }

  private int instances(ListenAddress.Kind kind) {
    return kind == ListenAddress.Kind.UDP ? 1 : settings.eventLoops();
  }

  private Listener listener(ListenAddress wanted, SocketAddress address) {
    return switch (wanted.kind()) {
      case HTTP -> new HttpListener(vertx, settings, faults, health, address);
      case TCP -> new TcpListener(vertx, settings, faults, address);
      case UDP -> new UdpListener(vertx, settings, faults, wanted);
    };
  }

  private static String reason(ListenAddress wanted, Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    String why =
        cause instanceof UnknownHostException
            ? "the host name has no address"
            // A native transport puts its call and error number in front.
            : message.substring(message.lastIndexOf(": ") + 1).strip();
    return "cannot listen on " + wanted + ": " + why;
  }

  private static Transport transport(boolean proxyProtocol) {
    Transport offered = Transport.nativeTransport();
    Transport usable = offered != null && offered.available() ? offered : Transport.NIO;
    if (!proxyProtocol) {
      return usable;
    }
    return AcceptHookTransport.wrap(
        usable, options -> Optional.of(Backend.proxyProtocol(options)::expectOn));
  }

  // An HTTP client is to be told.
  private static ProxyProtocol proxyProtocol(NetServerOptions options) {
    return new ProxyProtocol(
        anyone -> true,
        options instanceof HttpServerOptions ? OnRefusal.PASS_ON : OnRefusal.CLOSE,
        PROXY_HEADER_TIMEOUT);
  }
}
