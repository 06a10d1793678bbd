package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.ServerConfig;
import dev.sluice.balancer.net.Rig;
import io.vertx.core.Vertx;

/** HTTP listeners for tests. */
final class Front {

  static final Rig.Settings SETTINGS = Rig.settings(ServerConfig.Protocol.HTTP);

  private Front() {}

  static Rig of(Address... backends) {
    return of(SETTINGS, backends);
  }

  static Rig of(Rig.Settings settings, Address... backends) {
    return Rig.start(
        Vertx.vertx(),
        settings,
        (context, pool) -> new HttpListener(context, name -> pool),
        backends);
  }

  static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: example.com\r\n\r\n";
  }
}
