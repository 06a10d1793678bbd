package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.http.exchange.RequestView;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.util.Optional;

/** A request of Vert.x, as the policy sees it. */
record VertxRequestView(HttpServerRequest request, String path, boolean hasBody)
    implements RequestView {

  @Override
  public String method() {
    return request.method().name();
  }

  @Override
  public Optional<String> header(String name) {
    return Optional.ofNullable(request.getHeader(name));
  }

  @Override
  public Optional<String> cookie(String name) {
    return Optional.ofNullable(request.getCookie(name)).map(Cookie::getValue);
  }

  @Override
  public String clientAddress() {
    return ForwardedFields.client(request).map(InetAddress::getHostAddress).orElse("unix");
  }
}
