package dev.sluice.load.carrier;

import dev.sluice.load.plan.Endpoint;
import dev.sluice.load.plan.Plan;
import dev.sluice.load.plan.Target;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Makes the carriers of one worker; made and used on its event loop. */
public final class Carriers {

  private static final String DEFAULT_TEXT = "Hello";

  private final Vertx vertx;
  private final Plan plan;
  private final byte[] text;
  private final Map<Endpoint, Supplier<Carrier>> makers = new HashMap<>();

  /** Its clients close with the verticle that made it. */
  public Carriers(Vertx vertx, Plan plan) {
    this.vertx = vertx;
    this.plan = plan;
    this.text =
        plan.message().body().orElseGet(() -> DEFAULT_TEXT.getBytes(StandardCharsets.UTF_8));
    plan.targets().forEach(target -> makers.computeIfAbsent(target.endpoint(), this::maker));
  }

  /** A carrier to an endpoint of the plan, not connected yet. */
  public Carrier to(Endpoint endpoint) {
    return makers.get(endpoint).get();
  }

  private Supplier<Carrier> maker(Endpoint endpoint) {
    return switch (endpoint.scheme()) {
      case HTTP, HTTPS, H2C -> http(endpoint);
      case TCP -> tcp(endpoint);
      case WS, WSS -> webSocket(endpoint);
    };
  }

  private Supplier<Carrier> http(Endpoint endpoint) {
    HttpSetup setup = new HttpSetup(vertx, endpoint, plan);
    return () -> new HttpCarrier(setup);
  }

  private Supplier<Carrier> tcp(Endpoint endpoint) {
    NetClient client =
        vertx.createNetClient(
            new NetClientOptions().setConnectTimeout(timeoutMillis()).setTcpNoDelay(true));
    Buffer message = Buffer.buffer(text);
    boolean keep = plan.wire().keepAlive().keeps(endpoint.scheme());
    return () -> new TcpCarrier(client, message, keep);
  }

  private Supplier<Carrier> webSocket(Endpoint endpoint) {
    WebSocketClientOptions options =
        new WebSocketClientOptions().setMaxConnections(Integer.MAX_VALUE);
    options.setConnectTimeout(timeoutMillis());
    WebSocketClient client = vertx.createWebSocketClient(options);
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    plan.message().headers().forEach(header -> headers.add(header.getKey(), header.getValue()));
    String message = new String(text, StandardCharsets.UTF_8);
    boolean keep = plan.wire().keepAlive().keeps(endpoint.scheme());
    return () ->
        new WebSocketCarrier(client, target -> connectOptions(target, headers), message, keep);
  }

  private WebSocketConnectOptions connectOptions(Target target, MultiMap headers) {
    Endpoint endpoint = target.endpoint();
    WebSocketConnectOptions options =
        new WebSocketConnectOptions()
            .setHost(endpoint.host())
            .setPort(endpoint.port())
            .setSsl(endpoint.scheme().tls())
            .setURI(target.path());
    if (endpoint.scheme().tls()) {
      options.setSslOptions(Tls.options(plan.wire()));
    }
    options.setHeaders(headers);
    return options.setTimeout(plan.wire().timeout().toMillis());
  }

  private int timeoutMillis() {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, plan.wire().timeout().toMillis()));
  }
}
