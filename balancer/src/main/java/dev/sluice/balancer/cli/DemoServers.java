package dev.sluice.balancer.cli;

import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/** The ports of the demo's two servers. */
record DemoServers(int http, int tcp) {

  String httpUrl() {
    return "http://127.0.0.1:" + http + "/";
  }

  String tcpUrl() {
    return "tcp://127.0.0.1:" + tcp;
  }

  String configuration(List<DemoBackend> backends) {
    return """
        [access-log]
        format = "off"      # the answers are shown below; "json" shows a line for each request

        [[server]]
        name = "web"
        listen = "127.0.0.1:%d"
        protocol = "http"

        [[server.forward]]
        algorithm = "round-robin"
        backends = [%s]

        [[server]]
        name = "raw"
        listen = "127.0.0.1:%d"

        [[server.forward]]
        algorithm = "round-robin"
        backends = [%s]
        """
        .formatted(http, list(backends, DemoBackend::http), tcp, list(backends, DemoBackend::tcp));
  }

  private static String list(List<DemoBackend> backends, ToIntFunction<DemoBackend> port) {
    return backends.stream()
        .map(b -> "\n    { address = \"127.0.0.1:" + port.applyAsInt(b) + "\" },")
        .collect(Collectors.joining("", "", "\n"));
  }
}
