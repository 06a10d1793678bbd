package dev.sluice.bench.harness.run;

import dev.sluice.bench.harness.contender.Contender;
import dev.sluice.bench.harness.contender.Product;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Who takes part in a scenario. */
public final class Lineup {

  private static final String AUTO = "auto";
  private static final String SPLICE = "SPLICE";
  private static final Map<String, String> AS_IT_IS = Map.of(SPLICE, "");

  private Lineup() {}

  /**
   * All of them, ours first.
   *
   * @param transports Sluice takes part once with each; the one called auto adds nothing to its
   *     name
   */
  public static List<Contender> of(Scenario scenario, List<String> transports) {
    List<Contender> all = new ArrayList<>();
    for (String transport : transports) {
      all.addAll(ours(scenario, transport));
    }
    all.addAll(peers(scenario));
    return List.copyOf(all);
  }

  /** Names that are in none of the scenarios. */
  public static Set<String> unknown(
      Set<String> wanted, List<Scenario> scenarios, List<String> transports) {
    Set<String> unknown = new TreeSet<>(wanted);
    unknown.removeAll(names(scenarios, transports));
    return unknown;
  }

  /** The names of all contenders of some scenarios. */
  public static Set<String> names(List<Scenario> scenarios, List<String> transports) {
    return scenarios.stream()
        .flatMap(scenario -> of(scenario, transports).stream())
        .map(Contender::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<Contender> ours(Scenario scenario, String transport) {
    String name = transport.equals(AUTO) ? "sluice" : "sluice-" + transport;
    String template =
        switch (scenario) {
          case HTTP -> "sluice-http.toml";
          case TLS -> "sluice-tls.toml";
          default -> "sluice-tcp.toml";
        };
    Contender usual = sluice(name, template, transport, Optional.empty());
    return scenario == Scenario.BULK
        ? List.of(
            usual, sluice(name + "-buffers", template, transport, Optional.of("splice = false")))
        : List.of(usual);
  }

  private static Contender sluice(
      String name, String template, String transport, Optional<String> splice) {
    return new Contender(
        name, Product.SLUICE, template, Map.of("TRANSPORT", transport, SPLICE, splice.orElse("")));
  }

  private static List<Contender> peers(Scenario scenario) {
    return switch (scenario) {
      case TLS -> List.of(haproxy("haproxy-tls.cfg"), nginx("nginx-tls.conf"));
      case HTTP ->
          List.of(
              haproxy("haproxy-http.cfg"),
              nginx("nginx-http.conf"),
              new Contender("caddy", Product.CADDY, "caddy-http.Caddyfile", AS_IT_IS));
      case BULK ->
          List.of(
              haproxy("haproxy-tcp.cfg"),
              new Contender(
                  "haproxy-splice",
                  Product.HAPROXY,
                  "haproxy-tcp.cfg",
                  Map.of(SPLICE, "option splice-auto")),
              nginx("nginx-stream.conf"));
      default -> List.of(haproxy("haproxy-tcp.cfg"), nginx("nginx-stream.conf"));
    };
  }

  private static Contender haproxy(String template) {
    return new Contender("haproxy", Product.HAPROXY, template, AS_IT_IS);
  }

  private static Contender nginx(String template) {
    return new Contender("nginx", Product.NGINX, template, AS_IT_IS);
  }
}
