package dev.sluice.balancer.http.route;

import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.route.Affixes.Node;
import dev.sluice.balancer.http.route.Affixes.Side;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The rules for one host, or several that have the same, by path: exact ones, then regular
 * expressions, then prefixes from the longest, then those without a path. Immutable; for any
 * thread.
 *
 * <p>Lists are in the order in which rules are tried; null stands for no rule.
 */
final class PathTable<T> {

  private record Expression<T>(Pattern pattern, Route<T> route) {}

  private final Map<String, List<Route<T>>> exact;
  private final List<Expression<T>> expressions;
  private final Affixes<List<Route<T>>> prefixes;
  private final List<Route<T>> any;

  private PathTable(Builder<T> built) {
    this.exact = sorted(built.exact);
    built.expressions.sort((a, b) -> Route.order(a.route, b.route));
    this.expressions = List.copyOf(built.expressions);
    this.prefixes = Affixes.of(Side.FRONT, sorted(built.prefixes));
    this.any = sorted(built.any);
  }

  private static <T> Map<String, List<Route<T>>> sorted(Map<String, List<Route<T>>> routes) {
    routes.replaceAll((path, list) -> sorted(list));
    return routes.isEmpty() ? Map.of() : routes;
  }

  private static <T> List<Route<T>> sorted(List<Route<T>> routes) {
    routes.sort(Route::order);
    return List.copyOf(routes);
  }

  /** The most specific rule that takes a request; null for none. */
  Route<T> find(RequestHead head, String path) throws RefusedPath {
    List<Route<T>> same = exact.get(path);
    Route<T> found = same == null ? null : first(same, head);
    for (int i = 0; found == null && i < expressions.size(); i++) {
      Expression<T> expression = expressions.get(i);
      if (expression.route.holds(head) && finds(expression.pattern, path)) {
        found = expression.route;
      }
    }
    if (found == null) {
      Node<List<Route<T>>> node = prefixes.longest(path);
      while (found == null && node != null) {
        found = first(node.value(), head);
        node = node.shorter();
      }
    }
    return found == null ? first(any, head) : found;
  }

  private static <T> Route<T> first(List<Route<T>> routes, RequestHead head) {
    for (int i = 0; i < routes.size(); i++) {
      if (routes.get(i).holds(head)) {
        return routes.get(i);
      }
    }
    return null;
  }

  /** Whether an expression is found in a path. */
  static boolean finds(Pattern pattern, String path) throws RefusedPath {
    try {
      return pattern.matcher(path).find();
    } catch (StackOverflowError e) {
      // The engine recurses for each character of "(a|b)*"; paths are as long as clients like.
      throw new RefusedPath("the path is too long for a regular expression of a rule");
    }
  }

  /** Collects rules for one table. */
  static final class Builder<T> {

    private final Map<String, List<Route<T>>> exact = new HashMap<>();
    private final List<Expression<T>> expressions = new ArrayList<>();
    private final Map<String, List<Route<T>>> prefixes = new HashMap<>();
    private final List<Route<T>> any = new ArrayList<>(1);

    void add(CompiledRule<T> rule) {
      if (rule.paths().isEmpty()) {
        any.add(rule.route(false));
      }
      for (PathPattern path : rule.paths()) {
        Route<T> route = rule.route(path.text().contains("%2F"));
        switch (path.kind()) {
          case EXACT -> exact.computeIfAbsent(path.text(), p -> new ArrayList<>(1)).add(route);
          case PREFIX -> prefixes.computeIfAbsent(path.text(), p -> new ArrayList<>(1)).add(route);
          case EXPRESSION -> expressions.add(new Expression<>(path.expression(), route));
        }
      }
    }

    PathTable<T> build() {
      return new PathTable<>(this);
    }
  }
}
