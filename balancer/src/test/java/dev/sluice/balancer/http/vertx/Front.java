package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.Destination;
import dev.sluice.balancer.config.ForwardConfig;
import dev.sluice.balancer.config.ServerConfig;
import dev.sluice.balancer.http.exchange.Rule;
import dev.sluice.balancer.http.exchange.RuleBook;
import dev.sluice.balancer.net.ListenerContext;
import dev.sluice.balancer.net.Rig;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** HTTP listeners for tests. */
final class Front {

  static final Rig.Settings SETTINGS = Rig.settings(ServerConfig.Protocol.HTTP);

  private Front() {}

  static Rig of(Address... backends) {
    return of(SETTINGS, backends);
  }

  static Rig of(Rig.Settings settings, Address... backends) {
    return of(settings, Map.of(), backends);
  }

  /**
   * @param others pools beside the rig's own, by name
   */
  static Rig of(Rig.Settings settings, Map<String, Pool> others, Address... backends) {
    return of(settings, others, Encryption.NONE, backends);
  }

  static Rig of(Rig.Settings settings, Encryption encryption, Address... backends) {
    return of(settings, Map.of(), encryption, backends);
  }

  private static Rig of(
      Rig.Settings settings, Map<String, Pool> others, Encryption encryption, Address... backends) {
    Receptions receptions = new Receptions();
    return Rig.start(
        Vertx.vertx(),
        settings,
        (context, pool) ->
            new HttpListener(
                context, new HttpServerParts(rules(context, pool, others), encryption), receptions),
        backends);
  }

  private static Map<ForwardConfig, Rule> rules(
      ListenerContext context, Pool pool, Map<String, Pool> others) {
    RuleBook book =
        new RuleBook(
            name -> others.getOrDefault(name, pool), System::nanoTime, new Random(1), new byte[32]);
    return context.config().forwards().stream()
        .filter(forward -> forward.destination() instanceof Destination.ToPool)
        .collect(Collectors.toMap(forward -> forward, book::rule));
  }

  static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: example.com\r\n\r\n";
  }
}
