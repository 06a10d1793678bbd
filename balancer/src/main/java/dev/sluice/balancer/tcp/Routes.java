package dev.sluice.balancer.tcp;

import dev.sluice.balancer.balance.Split;
import dev.sluice.balancer.config.Destination;
import dev.sluice.balancer.config.ForwardConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Where the connections of a server go. Of the rules that match, the one with the most specific
 * name wins: the exact one, then the longest wildcard, then none; of those, one that asks for a
 * protocol before one that doesn't; then the order in the file. Immutable.
 */
public final class Routes {

  /** A rule, ready for use. */
  record Route(String rule, List<String> alpn, Split<Target> targets) {

    private boolean takes(List<String> offered) {
      return alpn.isEmpty() || alpn.stream().anyMatch(offered::contains);
    }
  }

  // by the name, by what follows the "*" of a wildcard, and without either
  private final Map<String, List<Route>> exact;
  private final Map<String, List<Route>> wildcards;
  private final List<Route> any;
  private final boolean looksAtHello;

  private Routes(
      Map<String, List<Route>> exact,
      Map<String, List<Route>> wildcards,
      List<Route> any,
      boolean looksAtHello) {
    this.exact = exact;
    this.wildcards = wildcards;
    this.any = any;
    this.looksAtHello = looksAtHello;
  }

  /**
   * @param targets of a destination
   */
  public static Routes of(List<ForwardConfig> rules, Function<Destination, Split<Target>> targets) {
    Map<String, List<Route>> exact = new HashMap<>();
    Map<String, List<Route>> wildcards = new HashMap<>();
    List<Route> any = new ArrayList<>();
    // stable: keeps the order in the file among equals
    List<ForwardConfig> sorted =
        rules.stream().sorted(Comparator.comparing(rule -> rule.match().alpn().isEmpty())).toList();
    for (ForwardConfig rule : sorted) {
      Route route = new Route(rule.name(), rule.match().alpn(), targets.apply(rule.destination()));
      for (String name : rule.match().sni()) {
        boolean wildcard = name.startsWith("*");
        (wildcard ? wildcards : exact)
            .computeIfAbsent(wildcard ? name.substring(1) : name, n -> new ArrayList<>())
            .add(route);
      }
      if (rule.match().sni().isEmpty()) {
        any.add(route);
      }
    }
    boolean looks = rules.stream().anyMatch(rule -> rule.match().looksAtHello());
    return new Routes(exact, wildcards, any, looks);
  }

  /** Whether TLS is spoken to any backend. */
  boolean speaksTls() {
    return Stream.of(exact.values(), wildcards.values(), List.of(any))
        .flatMap(Collection::stream)
        .flatMap(List::stream)
        .flatMap(route -> route.targets().targets().stream())
        .anyMatch(target -> target.link().tls().isPresent());
  }

  /** Whether the client's first message decides. */
  boolean looksAtHello() {
    return looksAtHello;
  }

  /**
   * The rule for a connection; empty when there is none.
   *
   * @param name that the client asks for, in lower case; empty when it asks for none, or does not
   *     speak TLS
   * @param offered protocols that the client offers
   */
  Optional<Route> find(Optional<String> name, List<String> offered) {
    return name.flatMap(asked -> named(asked, offered)).or(() -> first(any, offered));
  }

  private Optional<Route> named(String name, List<String> offered) {
    Optional<Route> found = first(exact.getOrDefault(name, List.of()), offered);
    for (int dot = name.indexOf('.', 1);
        found.isEmpty() && dot > 0 && !wildcards.isEmpty();
        dot = name.indexOf('.', dot + 1)) {
      found = first(wildcards.getOrDefault(name.substring(dot), List.of()), offered);
    }
    return found;
  }

  private static Optional<Route> first(List<Route> routes, List<String> offered) {
    for (Route route : routes) {
      if (route.takes(offered)) {
        return Optional.of(route);
      }
    }
    return Optional.empty();
  }
}
