package dev.sluice.balancer.http.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.net.Eventually;
import dev.sluice.balancer.net.Rig;
import dev.sluice.balancer.net.Wire;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import org.junit.jupiter.api.Test;

class ClientsTest {

  /** An upgraded connection ends as a plain socket, and tells nobody that it was HTTP. */
  @Test
  void forgetsAnUpgradedConnection() throws Exception {
    Vertx vertx = Vertx.vertx();
    Clients clients = new Clients(Front.SETTINGS.timeouts());
    HttpServer server =
        Rig.await(
            vertx
                .createHttpServer()
                .connectionHandler(opened -> clients.opened(opened, false, refused -> {}))
                .requestHandler(
                    request -> {
                      clients.busy(request.connection());
                      request.response().setStatusCode(101);
                      request.toNetSocket();
                    })
                .listen(0, "127.0.0.1"));
    try (Wire client = Wire.to(server.actualPort())) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
      assertThat(clients.known()).isEqualTo(1);
    }
    Eventually.that("it is forgotten", () -> clients.known() == 0);
    Rig.await(vertx.close());
  }
}
