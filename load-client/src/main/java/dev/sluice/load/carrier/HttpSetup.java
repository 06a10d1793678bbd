package dev.sluice.load.carrier;

import dev.sluice.load.plan.Endpoint;
import dev.sluice.load.plan.Message;
import dev.sluice.load.plan.Plan;
import dev.sluice.load.plan.Scheme;
import dev.sluice.load.plan.Target;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.tracing.TracingPolicy;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** What all HTTP connections of one worker to one endpoint share. */
final class HttpSetup {

  private final HttpClientAgent client;
  private final HttpConnectOptions connect;
  private final Map<Target, RequestOptions> requests = new HashMap<>();
  private final Message message;
  private final Buffer body;
  private final HostAndPort authority;
  private final boolean keepAlive;
  private final boolean keepText;

  HttpSetup(Vertx vertx, Endpoint endpoint, Plan plan) {
    this.message = plan.message();
    this.keepAlive = plan.wire().keepAlive().keeps(endpoint.scheme());
    this.keepText = plan.keepAnswers();
    this.body = message.body().map(Buffer::buffer).orElse(null);
    this.authority = authority(message);
    this.client = vertx.createHttpClient(options(endpoint, plan));
    this.connect =
        new HttpConnectOptions()
            .setHost(endpoint.host())
            .setPort(endpoint.port())
            .setSsl(endpoint.scheme().tls());
    if (endpoint.scheme().tls()) {
      connect.setSslOptions(Tls.options(plan.wire()));
    }
    for (Target target : plan.targets()) {
      requests.put(target, request(target.path()));
    }
  }

  Future<HttpClientConnection> connect() {
    return client.connect(connect);
  }

  Future<HttpClientRequest> request(HttpClientConnection connection, Target target) {
    Future<HttpClientRequest> request = connection.request(requests.get(target));
    return authority == null ? request : request.map(made -> made.authority(authority));
  }

  /** The body to send, or null for none. */
  Buffer body() {
    return body;
  }

  boolean keepAlive() {
    return keepAlive;
  }

  boolean keepText() {
    return keepText;
  }

  private HttpClientOptions options(Endpoint endpoint, Plan plan) {
    boolean http2 = endpoint.scheme() == Scheme.H2C;
    HttpClientOptions options =
        new HttpClientOptions()
            .setProtocolVersion(http2 ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1)
            .setHttp2ClearTextUpgrade(false)
            .setKeepAlive(keepAlive)
            .setTracingPolicy(TracingPolicy.IGNORE);
    options.setConnectTimeout(
        (int) Math.max(1, Math.min(Integer.MAX_VALUE, plan.wire().timeout().toMillis())));
    return options;
  }

  private RequestOptions request(String path) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    message.headers().forEach(header -> headers.add(header.getKey(), header.getValue()));
    // Goes as the authority, so that it also becomes HTTP/2's :authority.
    headers.remove(HttpHeaders.HOST);
    return new RequestOptions()
        .setMethod(HttpMethod.valueOf(message.method()))
        .setURI(path)
        .setHeaders(headers);
  }

  private static HostAndPort authority(Message message) {
    return message.headers().stream()
        .filter(header -> header.getKey().equalsIgnoreCase("host"))
        .map(header -> HostAndPort.parseAuthority(header.getValue(), -1))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }
}
