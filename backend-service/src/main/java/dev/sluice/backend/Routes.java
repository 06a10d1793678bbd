package dev.sluice.backend;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.FileSystemAccess;
import io.vertx.ext.web.handler.StaticHandler;

/** Which path does what, and what comes before every path. */
final class Routes {

  static final String HEALTH_PATH = "/healthz";

  private final Vertx vertx;
  private final Settings settings;
  private final FaultInjector faults;
  private final Health health;
  private final Identity identity;

  Routes(Vertx vertx, Settings settings, FaultInjector faults, Health health, Identity identity) {
    this.vertx = vertx;
    this.settings = settings;
    this.faults = faults;
    this.health = health;
    this.identity = identity;
  }

  Router router() {
    Router router = Router.router(vertx);
    router.route().handler(identity);
    if (settings.behaviour().verbose()) {
      router.route().handler(new RequestLog());
    }
    router.route().handler(new LatencyHandler(faults));
    router.route().handler(new AccessHandler(settings.access()));
    router.route().handler(new FailureHandler(faults));
    get(
        router,
        "/",
        context -> Replies.text(context, 200, Backend.greeting(identity.port()) + "\n"));
    get(router, "/status/:code", new StatusHandler());
    get(router, "/delay/:ms", new DelayHandler());
    get(router, "/bytes/:size", new BytesHandler());
    get(router, "/stream/:count", new StreamHandler());
    get(router, "/sse", new SseHandler());
    get(router, "/ws", new WebSocketEchoHandler());
    get(router, HEALTH_PATH, context -> Replies.health(context, health.isUp()));
    router.post(HEALTH_PATH + "/down").handler(context -> switchHealth(context, false));
    router.post(HEALTH_PATH + "/up").handler(context -> switchHealth(context, true));
    router.route("/whoami").handler(new WhoAmIHandler(identity));
    router.route("/echo").handler(new EchoHandler());
    router.route("/upload").handler(new UploadHandler());
    settings
        .behaviour()
        .files()
        .ifPresent(
            root ->
                get(
                    router,
                    "/files/*",
                    StaticHandler.create(
                            FileSystemAccess.ROOT, root.toAbsolutePath().normalize().toString())
                        .setCachingEnabled(false)));
    router.route().handler(context -> Replies.text(context, 404, "Not Found\n"));
    return router;
  }

  private static void get(Router router, String path, Handler<RoutingContext> handler) {
    router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(handler);
  }

  private void switchHealth(RoutingContext context, boolean up) {
    health.set(up);
    Replies.text(context, 200, up ? "up\n" : "down\n");
  }
}
