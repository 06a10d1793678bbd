package dev.sluice.backend;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.IntSupplier;

/** Who answers: puts {@code X-Backend} on every answer. */
final class Identity implements Handler<RoutingContext> {

  static final String HEADER = "X-Backend";

  private final Optional<String> configured;
  private final IntSupplier port;

  /**
   * @param port the actual port, known once the listener is bound
   */
  Identity(Optional<String> configured, IntSupplier port) {
    this.configured = configured;
    this.port = port;
  }

  int port() {
    return port.getAsInt();
  }

  String name() {
    return Backend.nameOf(configured, port());
  }

  @Override
  public void handle(RoutingContext context) {
    context.response().putHeader(HEADER, name());
    context.next();
  }
}
