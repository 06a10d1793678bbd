package dev.sluice.balancer.http.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.http.head.FieldList;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.stream.Outgoing;
import dev.sluice.balancer.net.Rig;
import dev.sluice.balancer.net.Wire;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.proxy.handler.ProxyHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The proxy in the router of another application, on a server of its own. */
class EmbeddedProxyTest {

  private final Vertx vertx = Vertx.vertx();
  private final Answers answers = new Answers();

  @AfterEach
  void close() {
    Rig.await(vertx.close());
  }

  private int served() {
    Router router = Router.router(vertx);
    router.route("/own").handler(routing -> routing.end("own"));
    router
        .route()
        .handler(
            ProxyHandler.create(
                new DownstreamProxy(
                    request -> {
                      request.listen(answers.listener());
                      request
                          .body()
                          .start(
                              answers.collecting(
                                  all -> {
                                    Outgoing out =
                                        request.answer(Answers.head(200), new HeadEdits(), -1);
                                    out.data(
                                        Answers.bytes(
                                            request.head().version().text()
                                                + " "
                                                + request.head().authority()
                                                + request.head().target()
                                                + " "
                                                + request.head().length()
                                                + " "
                                                + String.join("|", all)));
                                    out.end(FieldList.of("x-trailer", "1"));
                                  }));
                    })));
    HttpServer server = vertx.createHttpServer().requestHandler(router);
    return Rig.await(server.listen(0)).actualPort();
  }

  @Test
  void requestsOfBothVersionsArriveAlike() throws Exception {
    int port = served();
    try (Wire client = Wire.to(port)) {
      client.send("POST /a?b HTTP/1.1\r\nHost: example.com\r\nContent-Length: 2\r\n\r\nhi");
      assertThat(client.answer())
          .startsWith("HTTP/1.1 200 OK\r\n")
          .endsWith("HTTP/1.1 example.com/a?b 2 hi\nx-trailer: 1");
      client.send("GET /own HTTP/1.1\r\nHost: example.com\r\n\r\n");
      assertThat(client.answer()).endsWith("own");
      client.send(
          "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n");
      assertThat(client.answer()).contains("HTTP/1.1 a/ -1 hi");
      client.send("GET http://other.example/x HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.answer()).contains("HTTP/1.1 other.example/x 0 ");
    }
    try (H2Wire client = H2Wire.client(port)) {
      client.post(1, "/a?b", "content-length", "2").data(1, false, "hi");
      client.headers(1, true, "x-sum", "3");
      assertThat(client.head().status()).hasToString("200");
      assertThat(client.next(H2Wire.DATA).text())
          .isEqualTo("HTTP/2.0 example.com/a?b 2 hi|x-sum: 3");
      assertThat(client.head().get("x-trailer")).hasToString("1");
      client.get(3, "/own");
      assertThat(client.body()).isEqualTo("own");
    }
  }

  @Test
  void requestForAnUpgradeArrivesWithoutIt() throws Exception {
    Router router = Router.router(vertx);
    router
        .route()
        .handler(
            ProxyHandler.create(
                new DownstreamProxy(
                    request -> {
                      request.listen(answers.listener());
                      Answers.send(
                          request, "upgrade " + request.head().fields().has(FieldName.UPGRADE));
                    })));
    int port = Rig.await(vertx.createHttpServer().requestHandler(router).listen(0)).actualPort();
    try (Wire client = Wire.to(port)) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
      assertThat(client.answer()).endsWith("upgrade false");
    }
  }

  @Test
  void requestWithTwoHostsIsRefused() throws Exception {
    try (Wire client = Wire.to(served())) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
      assertThat(client.answer()).startsWith("HTTP/1.1 400 ");
    }
  }
}
