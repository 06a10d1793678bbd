package dev.sluice.balancer.http.route;

import dev.sluice.balancer.config.Destination;
import dev.sluice.balancer.config.ForwardConfig;
import dev.sluice.balancer.config.ForwardConfig.Hello;
import dev.sluice.balancer.config.ForwardConfig.Match;
import dev.sluice.balancer.config.ForwardConfig.Named;
import dev.sluice.balancer.config.ForwardConfig.Policy;
import dev.sluice.balancer.config.ForwardConfig.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Rules for tests: hosts, paths, methods, headers and queries in words. */
final class Rules {

  private Rules() {}

  /** A rule that leads to its own words, {@code HOSTS|PATHS}. */
  static RouteTable.Rule<String> rule(String hosts, String paths) {
    return new RouteTable.Rule<>(config(hosts, paths, Request.ANY), hosts + "|" + paths);
  }

  /** A rule for all hosts. */
  static RouteTable.Rule<String> rule(String paths, Request request, String value) {
    return new RouteTable.Rule<>(config("", paths, request), value);
  }

  static ForwardConfig config(String hosts, String paths, Request request) {
    return new ForwardConfig(
        "rule",
        new Match(words(hosts), words(paths), request, Hello.ANY),
        new Destination.ToPool("pool"),
        Policy.DEFAULT);
  }

  /**
   * @param methods separated by spaces
   * @param headers {@code name=value}, or {@code name} for any value
   * @param queries likewise
   */
  static Request request(String methods, String headers, String queries) {
    return new Request(words(methods), named(headers), named(queries));
  }

  private static List<Named> named(String text) {
    List<Named> named = new ArrayList<>();
    for (String word : words(text)) {
      String[] parts = word.split("=", 2);
      named.add(new Named(parts[0], parts.length == 1 ? Optional.empty() : Optional.of(parts[1])));
    }
    return named;
  }

  private static List<String> words(String text) {
    return Stream.of(text.split(" ")).filter(word -> !word.isEmpty()).toList();
  }
}
