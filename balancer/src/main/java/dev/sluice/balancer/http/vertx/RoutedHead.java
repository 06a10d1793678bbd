package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.http.head.BodyLength;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.head.Version;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** What rules look at of a request. */
record RoutedHead(HttpServerRequest request, Target read) implements RequestHead {

  @Override
  public String method() {
    return request.method().name();
  }

  @Override
  public String target() {
    return read.uri();
  }

  @Override
  public Version version() {
    return switch (request.version()) {
      case HTTP_1_0 -> Version.HTTP_1_0;
      case HTTP_1_1 -> Version.HTTP_1_1;
      case HTTP_2 -> Version.HTTP_2;
    };
  }

  @Override
  public String scheme() {
    return request.scheme();
  }

  @Override
  public String authority() {
    return read.authority();
  }

  @Override
  public Fields fields() {
    return new MapFields(request.headers());
  }

  @Override
  public long length() {
    return BodyLength.UNKNOWN;
  }

  private record MapFields(MultiMap map) implements Fields {

    @Override
    public boolean has(FieldName name) {
      return map.contains(name.text());
    }

    @Override
    public Optional<String> first(FieldName name) {
      return Optional.ofNullable(map.get(name.text()));
    }

    @Override
    public List<String> all(FieldName name) {
      return map.getAll(name.text());
    }

    @Override
    public void forEach(BiConsumer<String, String> taker) {
      map.forEach(taker);
    }
  }
}
