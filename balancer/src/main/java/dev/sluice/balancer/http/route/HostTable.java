package dev.sluice.balancer.http.route;

import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.route.Affixes.Node;
import dev.sluice.balancer.http.route.Affixes.Side;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rules by host: the exact name, then wildcards from the longest, then rules without a host. Hosts
 * with the same rules share one table of paths. Immutable; for any thread.
 */
final class HostTable<T> {

  private final Map<String, PathTable<T>> exact;
  private final Affixes<PathTable<T>> wildcards;
  private final PathTable<T> any;

  private HostTable(
      Map<String, PathTable<T>> exact, Affixes<PathTable<T>> wildcards, PathTable<T> any) {
    this.exact = exact;
    this.wildcards = wildcards;
    this.any = any;
  }

  /** The most specific rule that takes a request; null for none. */
  Route<T> find(RequestHead head, String host, String path) throws RefusedPath {
    PathTable<T> same = exact.get(host);
    Route<T> found = same == null ? null : same.find(head, path);
    if (found == null) {
      Node<PathTable<T>> node = wildcards.longest(host);
      while (found == null && node != null) {
        found = node.value().find(head, path);
        node = node.shorter();
      }
    }
    return found == null ? any.find(head, path) : found;
  }

  static <T> HostTable<T> of(List<CompiledRule<T>> rules) {
    Map<String, List<CompiledRule<T>>> byHost = new HashMap<>();
    List<CompiledRule<T>> without = new ArrayList<>();
    for (CompiledRule<T> rule : rules) {
      if (rule.hosts().isEmpty()) {
        without.add(rule);
      }
      rule.hosts().stream()
          .distinct()
          .forEach(host -> byHost.computeIfAbsent(host, h -> new ArrayList<>(1)).add(rule));
    }
    Map<List<Integer>, PathTable<T>> shared = new HashMap<>();
    Map<String, PathTable<T>> exact = new HashMap<>();
    Map<String, PathTable<T>> wildcards = new HashMap<>();
    byHost.forEach(
        (host, own) -> {
          List<Integer> places = own.stream().map(CompiledRule::place).toList();
          PathTable<T> table = shared.computeIfAbsent(places, p -> table(own));
          if (host.startsWith("*.")) {
            wildcards.put(host.substring(2), table);
          } else {
            exact.put(host, table);
          }
        });
    return new HostTable<>(exact, Affixes.of(Side.BACK, wildcards), table(without));
  }

  private static <T> PathTable<T> table(List<CompiledRule<T>> rules) {
    PathTable.Builder<T> builder = new PathTable.Builder<>();
    rules.forEach(builder::add);
    return builder.build();
  }
}
