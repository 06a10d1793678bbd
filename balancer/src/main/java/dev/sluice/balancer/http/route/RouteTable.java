package dev.sluice.balancer.http.route;

import dev.sluice.balancer.config.ForwardConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A server's rules in the order in which they are tried: the most specific host first, then the
 * most specific path, then the order of the configuration. Immutable; safe for any thread.
 *
 * @param <T> what a rule leads to
 */
public final class RouteTable<T> {

  private final List<Entry<T>> entries;

  private RouteTable(List<Entry<T>> entries) {
    this.entries = entries;
  }

  /** A rule and what it leads to. */
  public record Rule<T>(ForwardConfig config, T value) {}

  private record Entry<T>(Optional<HostPattern> host, Optional<PathPattern> path, T value) {

    int hostSpecificity() {
      return host.map(HostPattern::specificity).orElse(0);
    }

    int pathSpecificity() {
      return path.map(PathPattern::specificity).orElse(0);
    }

    boolean matches(String askedHost, String askedPath) {
      return (host.isEmpty() || host.get().matches(askedHost))
          && (path.isEmpty() || path.get().matches(askedPath));
    }
  }

  /** Compiles rules given in the order of the configuration. */
  public static <T> RouteTable<T> of(List<Rule<T>> rules) {
    List<Entry<T>> entries = new ArrayList<>();
    for (Rule<T> rule : rules) {
      for (Optional<HostPattern> host : orAny(rule.config().match().hosts(), HostPattern::of)) {
        for (Optional<PathPattern> path : orAny(rule.config().match().paths(), PathPattern::of)) {
          entries.add(new Entry<>(host, path, rule.value()));
        }
      }
    }
    // List.sort is stable, so the order of the configuration breaks ties.
    entries.sort(
        Comparator.<Entry<T>>comparingInt(Entry::hostSpecificity)
            .thenComparingInt(Entry::pathSpecificity)
            .reversed());
    return new RouteTable<>(List.copyOf(entries));
  }

  private static <P> List<Optional<P>> orAny(List<String> texts, Function<String, P> compile) {
    return texts.isEmpty()
        ? List.of(Optional.empty())
        : texts.stream().map(text -> Optional.of(compile.apply(text))).toList();
  }

  /**
   * Finds the rule for a request.
   *
   * @param host lower case, without a port
   * @param path normalised, without the query
   */
  public Optional<T> match(String host, String path) {
    for (Entry<T> entry : entries) {
      if (entry.matches(host, path)) {
        return Optional.of(entry.value());
      }
    }
    return Optional.empty();
  }
}
