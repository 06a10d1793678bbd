package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.http.head.CurrentDate;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.stream.Client;
import dev.sluice.balancer.http.stream.Downstream;
import dev.sluice.vertx.proxyprotocol.ProxyVerdict;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.OriginRequestProvider;
import io.vertx.httpproxy.ProxyInterceptor;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Hands the requests that Vert.x receives to whoever serves those of all carriers. Mounted with
 * vertx-web-proxy's {@code ProxyHandler}, in place of the stock implementation, which is not a
 * correct intermediary. In the router of another application it takes requests of HTTP/1.x too;
 * those that ask for an upgrade arrive as though they didn't.
 */
public final class DownstreamProxy implements HttpProxy {

  private static final int BAD_REQUEST = 400;

  private final Consumer<Downstream> requests;
  private final CurrentDate date = new CurrentDate(System::nanoTime, InstantSource.system());

  /**
   * @param requests told of each request on its event loop, before anything of its body was read
   */
  public DownstreamProxy(Consumer<Downstream> requests) {
    this.requests = requests;
  }

  @Override
  public HttpProxy origin(OriginRequestProvider provider) {
    throw new UnsupportedOperationException("the origins are the backends of a pool");
  }

  @Override
  public HttpProxy addInterceptor(ProxyInterceptor interceptor, boolean supportsWebSocketUpgrade) {
    throw new UnsupportedOperationException("filters take the place of interceptors");
  }

  @Override
  public void handle(HttpServerRequest request) {
    boolean streams = request.version() == HttpVersion.HTTP_2;
    VertxIncoming body;
    boolean ended;
    LongConsumer onBacklog = change -> {};
    if (streams) {
      Http2Guard guard = Http2Guard.of(request.connection(), wrong -> {});
      int id = request.streamId();
      ended = guard.ended(id);
      onBacklog = guard::backlogChanged;
      body = new VertxIncoming(request, () -> guard.trailers(id));
    } else {
      ended = request.isEnded();
      // Vert.x has no way out of HTTP/1.x that keeps every byte; a server may go on without
      // (RFC 9110, section 7.8).
      request.headers().remove(FieldName.UPGRADE.text());
      body = new VertxIncoming(request, () -> Fields.NONE);
    }
    LongConsumer told = onBacklog;
    VertxRequestHead.of(request, ended)
        .ifPresentOrElse(
            head ->
                requests.accept(
                    new VertxDownstream(request, head, client(request), date, body, told)),
            () -> request.response().setStatusCode(BAD_REQUEST).end());
  }

  private static Client client(HttpServerRequest request) {
    Channel channel = Http2Session.channel(request.connection());
    return new Client(
        ProxyVerdict.source(channel),
        ProxyVerdict.destination(channel),
        request.connection().isSsl() || channel.pipeline().get(SslHandler.class) != null);
  }
}
