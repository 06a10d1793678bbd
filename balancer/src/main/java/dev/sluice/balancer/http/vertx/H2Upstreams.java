package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.balance.Backend;
import dev.sluice.balancer.config.ServerConfig;
import dev.sluice.balancer.http.stream.Upstream;
import dev.sluice.balancer.http.stream.UpstreamUse;
import dev.sluice.balancer.http.stream.Upstreams;
import dev.sluice.balancer.net.Dialer.Purpose;
import dev.sluice.balancer.net.Link;
import dev.sluice.balancer.net.VertxDialer;
import dev.sluice.balancer.net.Wheel;
import dev.sluice.balancer.net.tls.ClientTls;
import io.vertx.core.Future;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.impl.HttpClientConnectionInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The connections of one event loop to backends that speak HTTP/2. Each carries as many requests at
 * a time as the backend allows; there is another one only when all are full. For that event loop.
 */
public final class H2Upstreams implements Upstreams {

  private final Map<Backend, H2Backend> backends = new HashMap<>();
  private final VertxDialer dialer;
  private final Function<String, Optional<ClientTls>> tls;
  private final Wheel wheel;
  private final Duration idle;

  /**
   * @param wheel of this event loop, turning
   * @param tls of a pool, by its name, with {@code h2} for ALPN; empty for HTTP/2 without TLS
   */
  public H2Upstreams(
      VertxInternal vertx,
      ServerConfig config,
      Wheel wheel,
      Function<String, Optional<ClientTls>> tls) {
    this.tls = tls;
    this.wheel = wheel;
    this.idle = config.timeouts().backendIdle();
    this.dialer =
        new VertxDialer(
            vertx,
            new HttpClientOptions()
                .setConnectTimeout((int) config.timeouts().connect().toMillis())
                .setHttp2ClearTextUpgrade(false)
                .setDecompressionSupported(false)
                .setTcpKeepAlive(true)
                // Who may close an idle connection is decided here, not there.
                .setHttp2KeepAliveTimeout(0)
                .setInitialSettings(
                    new Http2Settings()
                        .setPushEnabled(false)
                        .setMaxHeaderListSize(config.limits().maxHeaderSize())));
  }

  @Override
  public Upstream open(UpstreamUse use, Backend backend, Upstream.Listener listener) {
    H2Stream stream = new H2Stream(listener);
    backends.computeIfAbsent(backend, known -> new H2Backend(this, backend)).open(stream, use);
    return stream;
  }

  Wheel wheel() {
    return wheel;
  }

  Duration idle() {
    return idle;
  }

  Future<HttpClientConnectionInternal> connect(Backend backend, UpstreamUse use) {
    Link link = new Link(Optional.empty(), tls.apply(use.pool()));
    return dialer.connectHttp2(
        backend.address(), link, new Purpose(use.client().source(), use.client().destination()));
  }

  /** There is no connection to it any more, and nobody waits for one. */
  void forget(Backend backend) {
    backends.remove(backend);
  }

  @Override
  public Future<Void> close() {
    return dialer.close();
  }
}
