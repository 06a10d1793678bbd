package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.stream.Client;
import dev.sluice.balancer.http.stream.Downstream;
import dev.sluice.vertx.proxyprotocol.ProxyVerdict;
import io.netty.channel.Channel;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.OriginRequestProvider;
import io.vertx.httpproxy.ProxyInterceptor;
import java.util.function.Consumer;

/**
 * Hands the requests that Vert.x receives to whoever serves those of all carriers. Mounted with
 * vertx-web-proxy's {@code ProxyHandler}, in place of the stock implementation, which is not a
 * correct intermediary. For one event loop.
 */
final class DownstreamProxy implements HttpProxy {

  private static final int BAD_REQUEST = 400;

  private final Consumer<Downstream> requests;

  DownstreamProxy(Consumer<Downstream> requests) {
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
    if (streams) {
      Http2Guard guard = Http2Guard.of(request.connection(), wrong -> {});
      int id = request.streamId();
      ended = guard.ended(id);
      body = new VertxIncoming(request, () -> guard.trailers(id));
    } else {
      ended = request.isEnded();
      body = new VertxIncoming(request, () -> Fields.NONE);
    }
    VertxRequestHead.of(request, ended)
        .ifPresentOrElse(
            head -> requests.accept(new VertxDownstream(request, head, client(request), body)),
            () -> request.response().setStatusCode(BAD_REQUEST).end());
  }

  private static Client client(HttpServerRequest request) {
    Channel channel = Http2Session.channel(request.connection());
    return new Client(
        ProxyVerdict.source(channel),
        ProxyVerdict.destination(channel),
        request.connection().isSsl());
  }
}
