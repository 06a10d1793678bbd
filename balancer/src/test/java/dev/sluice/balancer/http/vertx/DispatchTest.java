package dev.sluice.balancer.http.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.Destination;
import dev.sluice.balancer.config.ForwardConfig;
import dev.sluice.balancer.config.ForwardConfig.Hello;
import dev.sluice.balancer.config.ForwardConfig.Match;
import dev.sluice.balancer.config.ForwardConfig.Named;
import dev.sluice.balancer.config.ForwardConfig.Policy;
import dev.sluice.balancer.config.ForwardConfig.Request;
import dev.sluice.balancer.net.Rig;
import dev.sluice.balancer.net.Wire;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** That requests over the wire are matched with all there is of them. */
class DispatchTest {

  private static ForwardConfig rule(String name, String path, Request request) {
    return new ForwardConfig(
        name,
        new Match(List.of(), List.of(path), request, Hello.ANY),
        new Destination.Respond(200, name, "text/plain"),
        Policy.DEFAULT);
  }

  private static String answer(Rig rig, String request) throws Exception {
    try (Wire client = Wire.to(rig.port())) {
      String answer = client.send(request + "Host: h\r\n\r\n").answer();
      rig.request();
      return answer;
    }
  }

  @Test
  void matchesMethodHeaderQueryAndTheNormalPath() throws Exception {
    Named canary = new Named("x-canary", Optional.of("1"));
    Named version = new Named("v", Optional.of("2"));
    List<ForwardConfig> rules =
        List.of(
            rule("method", "/x/*", new Request(List.of("DELETE"), List.of(), List.of())),
            rule("header", "/x/*", new Request(List.of(), List.of(canary), List.of())),
            rule("query", "/x/*", new Request(List.of(), List.of(), List.of(version))),
            rule("plain", "/x/*", Request.ANY));
    Rig.Settings usual = Front.SETTINGS;
    Rig.Settings settings =
        new Rig.Settings(
            usual.listen(),
            usual.protocol(),
            usual.timeouts(),
            usual.limits(),
            rules,
            usual.policies());
    try (Rig rig = Front.of(settings, new Address("127.0.0.1", 1))) {
      assertThat(answer(rig, "GET /x/ HTTP/1.1\r\n")).endsWith("plain");
      assertThat(answer(rig, "DELETE //%78/ HTTP/1.1\r\n")).endsWith("method");
      assertThat(answer(rig, "GET /x HTTP/1.1\r\nX-Canary: 0, 1\r\n")).endsWith("header");
      assertThat(answer(rig, "GET /x?v=%32 HTTP/1.1\r\n")).endsWith("query");
      assertThat(answer(rig, "GET /x/../../y HTTP/1.1\r\n"))
          .startsWith("HTTP/1.1 400 ")
          .contains("bad-request");
      assertThat(answer(rig, "GET /y/../x HTTP/1.1\r\n")).startsWith("HTTP/1.1 400 ");
    }
  }
}
