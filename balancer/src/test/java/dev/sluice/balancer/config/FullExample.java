package dev.sluice.balancer.config;

/** A valid file that has every key there is. Needs no files. */
final class FullExample {

  static final String TOML =
      """
      [runtime]
      event-loops = 4
      transport = "nio"
      splice = false
      shutdown-grace = "1m30s"

      [access-log]
      format = "combined"
      path = "access.log"

      [[server]]
      name = "edge"
      listen = ["[::1]:0", "unix:/run/sluice.sock"]
      protocol = "http"
      max-connections = 500
      when-full = "wait"
      proxy-protocol = true
      trusted-proxies = ["10.0.0.0/8", "::1"]

      [server.socket]
      backlog = 128
      keep-alive = false
      no-delay = false

      [server.timeouts]
      client-header = "5s"
      client-idle = "0s"
      connect = "250ms"
      backend-idle = "1h"
      request = "30s"

      [server.limits]
      max-header-size = "64KiB"
      max-body-size = "10MiB"
      max-concurrent-streams = 50
      max-resets = 1000

      [[server.forward]]
      name = "api"
      host = ["API.example.com", "*.b\u00fccher.example"]
      path = "/api/*"
      method = ["GET", "PURGE"]
      header = { "X-Canary" = "1", "x-user" = "*" }
      query = { "v w" = "", "V w" = "*" }
      pool = "api"
      mirror = { pool = "cache", share = 0.25 }
      strip-prefix = "/api"
      rewrite = { path = "^/v1/(.*)$", to = "/$1?was={uri}" }
      request-headers = { remove = "x-debug", set = { "X-Env" = "{client-ip} {{}}" }, add = { "x-env" = "b" } }
      response-headers = { remove = ["server"], set = { "x-by" = "{backend}" }, add = { "vary" = "x" } }
      compress = { codings = ["gzip", "br"], types = ["text/*"], minimum-size = "2KiB" }

      [server.forward.cors]
      origins = ["https://*.example.com", "http://localhost:3000"]
      methods = ["PUT"]
      request-headers = "*"
      expose-headers = ["x-by"]
      credentials = true
      max-age = "1m"

      [server.forward.retry]
      attempts = 4
      on = ["reset", "5xx", "429", "501-503"]
      any-method = true
      replay-body = "1MiB"
      per-try-timeout = "2s"
      budget = 0.5
      budget-floor = 7
      backoff = "10ms"
      max-backoff = "1s"
      hedge = { percentile = 99.5, minimum-delay = "20ms" }

      [[server.forward]]
      path = "/canary/*"
      split = [{ pool = "api", weight = 90 }, { pool = "cache", weight = 0 }]

      [[server.forward]]
      path = ["/assets/*", "/favicon.ico"]
      static = { root = ".", index = ["a.html"], spa-fallback = "b/c.html", listing = true, precompressed = ["gzip", "br"], cache-control = "public, max-age=60" }

      [[server.forward]]
      path = "~^/p[0-9]$"
      respond = { status = 404, body = "none: $${x} ${EMPTY:-}", content-type = "text/html; charset=utf-8" }

      [[server.forward]]
      path = "/old/*"
      redirect = { path = "^/old/(.*)$", to = "/new/$1", status = 301 }

      [[server.forward]]
      algorithm = "Ran_dom"
      backends = [{ address = "web:80" }]
      slow-start = "5s"

      [[server]]
      name = "db"
      listen = "127.0.0.1:0"
      forward = [
        { sni = "db.example.com", alpn = ["postgresql"], pool = "db" },
        { sni = "*.example.com", pool = "db" },
      ]

      [[server]]
      name = "dns"
      listen = "127.0.0.1:0"
      protocol = "udp"
      forward = [{ pool = "db" }]

      [[pool]]
      name = "api"
      algorithm = "least_Connections"
      hash-key = "client-ip"
      slow-start = "30s"
      panic-threshold = 0.5
      protocol = "http1"
      send-proxy-protocol = "v2"
      request-headers = { remove = [], set = { "x-proxy-token" = "${TOKEN:-}" }, add = {} }
      backends = [
        { address = "127.0.0.1:${PORT:-9001}", weight = 3, max-connections = 500 },
        { address = "[::1]:9002" },
        { address = "[::1]:9003", max-connections = 50, backup = true },
      ]

      [pool.sticky]
      cookie = "SLUICE"
      ttl = "1h"
      secret = "sixteen characters, or more"

      [pool.health]
      type = "http"
      port = 8081
      interval = "3s"
      jitter = 0.25
      timeout = "500ms"
      rise = 4
      fall = 5
      path = "/healthz?deep=1"
      host = "api.example.com:8443"
      method = "OPTIONS"
      expect-status = ["200", "300-302, 4xx"]
      expect-body = "fine"

      [pool.outlier]
      on = ["connect-failure", "timeout"]
      consecutive-failures = 6
      ejection-time = "10s"
      max-ejection-time = "100s"
      max-ejected-percent = 30

      [pool.outlier.success-rate]
      window = "20s"
      minimum-requests = 50
      minimum-backends = 4
      deviations = 2.5
      minimum-gap = 0.2

      [pool.connections]
      max-per-backend = 100
      max-idle = 16
      max-age = "10m"
      queue = 10
      queue-timeout = "1s"

      [[pool]]
      name = "cache"
      algorithm = "consistent-hash"
      hash-key = "header:X-Tenant"
      load-factor = 1.5
      backends = [{ address = "127.0.0.1:9004" }]

      [[pool]]
      name = "db"
      backends = [{ address = "127.0.0.1:5432" }]
      """;

  private FullExample() {}
}
