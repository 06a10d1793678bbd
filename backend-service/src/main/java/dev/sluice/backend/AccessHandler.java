package dev.sluice.backend;

import dev.sluice.backend.Settings.Access;
import dev.sluice.backend.Settings.RequiredHeader;
import dev.sluice.vertx.proxyprotocol.ProxyVerdict;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Refuses requests that did not come through the proxy. {@code GET /healthz} is open, since probes
 * ask directly; switching the health is not.
 */
final class AccessHandler implements Handler<RoutingContext> {

  private final Access access;

  AccessHandler(Access access) {
    this.access = access;
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (isProbe(request) || isAllowed(request)) {
      context.next();
    } else {
      Replies.text(context, 403, "Forbidden: Access is denied.");
    }
  }

  static boolean isProbe(HttpServerRequest request) {
    return Routes.HEALTH_PATH.equals(request.path())
        && (request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD));
  }

  private boolean isAllowed(HttpServerRequest request) {
    return access.header().map(required -> carries(request, required)).orElse(true)
        && (!access.proxyProtocol() || cameWithProxyHeader(request));
  }

  private static boolean carries(HttpServerRequest request, RequiredHeader required) {
    // Compared in constant time: the value is a shared secret.
    byte[] expected = required.value().getBytes(StandardCharsets.UTF_8);
    return request.headers().getAll(required.name()).stream()
        .anyMatch(value -> MessageDigest.isEqual(value.getBytes(StandardCharsets.UTF_8), expected));
  }

  private static boolean cameWithProxyHeader(HttpServerRequest request) {
    HttpServerConnection connection = (HttpServerConnection) request.connection();
    return ProxyVerdict.of(connection.channelHandlerContext().channel())
        .filter(ProxyVerdict::accepted)
        .isPresent();
  }
}
