package dev.sluice.balancer.http.route;

import dev.sluice.balancer.config.ForwardConfig;
import dev.sluice.balancer.http.head.RequestHead;
import java.util.List;

/**
 * A rule with its patterns read.
 *
 * @param place in the file, from 0
 * @param hosts as in the configuration
 */
record CompiledRule<T>(
    int place, List<String> hosts, List<PathPattern> paths, Condition[] conditions, T value) {

  static <T> CompiledRule<T> of(int place, ForwardConfig config, T value) {
    return new CompiledRule<>(
        place,
        config.match().hosts(),
        config.match().paths().stream().distinct().map(PathPattern::of).toList(),
        Condition.of(config.match().request()),
        value);
  }

  Route<T> route(boolean slashes) {
    return new Route<>(place, conditions, slashes, value);
  }

  /** What a request lacks for this rule, such as {@code host}; empty for nothing. */
  String lacks(RequestHead head, String host, String path) throws RefusedPath {
    if (!hosts.isEmpty() && hosts.stream().noneMatch(pattern -> covers(pattern, host))) {
      return "host";
    }
    boolean found = paths.isEmpty();
    for (PathPattern pattern : paths) {
      found |= pattern.matches(path);
    }
    if (!found) {
      return "path";
    }
    for (Condition condition : conditions) {
      if (!condition.holds(head)) {
        return condition.name();
      }
    }
    return "";
  }

  private static boolean covers(String pattern, String host) {
    return pattern.startsWith("*.")
        ? host.endsWith(pattern.substring(1)) && host.length() >= pattern.length()
        : host.equals(pattern);
  }
}
