package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.http.Reason;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.OriginRequestProvider;
import io.vertx.httpproxy.ProxyInterceptor;
import java.util.Optional;

/**
 * Forwards requests to the backends of a pool. Mounted with vertx-web-proxy's {@code ProxyHandler};
 * in place of the stock implementation, which is not a correct intermediary. For one event loop.
 */
final class PoolProxy implements HttpProxy {

  private final ProxyContext context;

  PoolProxy(ProxyContext context) {
    this.context = context;
  }

  @Override
  public HttpProxy origin(OriginRequestProvider provider) {
    throw new UnsupportedOperationException("the pool is the origin");
  }

  @Override
  public HttpProxy addInterceptor(ProxyInterceptor interceptor, boolean supportsWebSocketUpgrade) {
    throw new UnsupportedOperationException("a pool has no interceptors");
  }

  @Override
  public void handle(HttpServerRequest request) {
    RequestRecord record = new RequestRecord(request, context.listener());
    record.rule(context.rule().name());
    Optional<Target> target = Target.of(request);
    if (target.isEmpty()) {
      refuse(request, record, Reason.BAD_REQUEST);
    } else if (request.method() == HttpMethod.CONNECT) {
      refuse(request, record, Reason.METHOD_NOT_ALLOWED);
    } else {
      new Exchange(context, request, target.get(), record).start();
    }
  }

  private static void refuse(HttpServerRequest request, RequestRecord record, Reason reason) {
    LocalAnswer.send(request, reason, true);
    record.reason(reason.word());
    record.end(reason.status(), 0, request.response().bytesWritten());
  }
}
