package dev.sluice.balancer.http.route;

import dev.sluice.balancer.config.ForwardConfig;
import dev.sluice.balancer.http.head.RequestHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A server's rules, of which the most specific one that matches takes a request: by host, then by
 * path, then by the number of further conditions, then by the order of the configuration. A lookup
 * costs what the request is long and, of the rules, only those regular expressions and further
 * conditions that stand in its way. Immutable; safe for any thread.
 *
 * @param <T> what a rule leads to
 */
public final class RouteTable<T> {

  private final List<CompiledRule<T>> rules;
  private final HostTable<T> hosts;

  private RouteTable(List<CompiledRule<T>> rules) {
    this.rules = rules;
    this.hosts = HostTable.of(rules);
  }

  /** A rule and what it leads to. */
  public record Rule<T>(ForwardConfig config, T value) {}

  /**
   * What became of a rule.
   *
   * @param passedOver why; empty for the rule that takes the request
   */
  public record Verdict<T>(T value, Optional<String> passedOver) {}

  /** Compiles rules given in the order of the configuration, which has been checked. */
  public static <T> RouteTable<T> of(List<Rule<T>> rules) {
    List<CompiledRule<T>> compiled = new ArrayList<>(rules.size());
    for (Rule<T> rule : rules) {
      compiled.add(CompiledRule.of(compiled.size(), rule.config(), rule.value()));
    }
    return new RouteTable<>(List.copyOf(compiled));
  }

  /**
   * Finds the rule for a request.
   *
   * @param path of the request's target, as {@link PathPolicy#normal} has made it
   * @throws RefusedPath when some backends read the path in another way, and that one would lead to
   *     another rule; or when a regular expression can't cope with it
   */
  public Optional<T> match(RequestHead head, String path) throws RefusedPath {
    Route<T> found = find(head, path);
    return found == null ? Optional.empty() : Optional.of(found.value());
  }

  private Route<T> find(RequestHead head, String path) throws RefusedPath {
    String host = Hosts.bare(head.authority());
    Route<T> found = hosts.find(head, host, path);
    if (asItCame(head.target(), path) || (found != null && found.slashes())) {
      return found;
    }
    String other = PathPolicy.other(head.path());
    if (!other.equals(path) && place(hosts.find(head, host, other)) != place(found)) {
      throw new RefusedPath("the path may be read in two ways, and they lead to different rules");
    }
    return found;
  }

  // The usual case, decided without making a string.
  private static boolean asItCame(String target, String path) {
    return path.indexOf('%') < 0
        && target.startsWith(path)
        && (target.length() == path.length() || target.charAt(path.length()) == '?');
  }

  private static int place(Route<?> route) {
    return route == null ? -1 : route.place();
  }

  /**
   * Says of every rule, in the order of the configuration, why it is passed over: what the request
   * lacks ({@code host}, {@code path}, {@code method}, {@code header NAME}, {@code query NAME}), or
   * {@code less specific than rule N}, counted from 1. Costs what there are rules.
   *
   * @param path as for {@link #match}, which decides
   * @throws RefusedPath as there
   */
  public List<Verdict<T>> explain(RequestHead head, String path) throws RefusedPath {
    int taken = place(find(head, path));
    String host = Hosts.bare(head.authority());
    List<Verdict<T>> verdicts = new ArrayList<>(rules.size());
    for (CompiledRule<T> rule : rules) {
      String lacks = rule.place() == taken ? "" : rule.lacks(head, host, path);
      Optional<String> why =
          lacks.isEmpty()
              ? Optional.of("less specific than rule " + (taken + 1))
              : Optional.of(lacks);
      verdicts.add(new Verdict<>(rule.value(), rule.place() == taken ? Optional.empty() : why));
    }
    return verdicts;
  }
}
