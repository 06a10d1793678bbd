package dev.sluice.balancer.config;

/** A valid file that has every key there is. Needs no files. */
final class FullExample {

  static final String TOML =
      """
      [runtime]
      event-loops = 4
      transport = "nio"
      shutdown-grace = "1m30s"

      [access-log]
      format = "combined"
      path = "access.log"

      [[server]]
      name = "edge"
      listen = "[::1]:0"
      protocol = "http"

      [server.timeouts]
      client-idle = "0s"
      connect = "250ms"
      backend-idle = "1h"

      [server.limits]
      max-header-size = "64KiB"
      max-body-size = "10MiB"

      [[server.forward]]
      name = "api"
      host = ["API.example.com", "*.b\u00fccher.example"]
      path = "/api/*"
      pool = "api"

      [[server.forward]]
      path = ["/assets/*", "/favicon.ico"]
      static = { root = ".", index = ["a.html"], spa-fallback = "b/c.html", listing = true }

      [[server.forward]]
      path = "~^/p[0-9]$"
      respond = { status = 404, body = "none: $${x} ${EMPTY:-}", content-type = "text/html; charset=utf-8" }

      [[server.forward]]
      algorithm = "Ran_dom"
      backends = [{ address = "web:80" }]

      [[pool]]
      name = "api"
      algorithm = "least_Connections"
      backends = [{ address = "127.0.0.1:${PORT:-9001}", weight = 3 }, { address = "[::1]:9002" }]
      """;

  private FullExample() {}
}
