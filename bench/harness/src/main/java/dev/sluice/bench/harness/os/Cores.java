package dev.sluice.bench.harness.os;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which processors the proxy and the load run on.
 *
 * @param proxy empty when nothing is pinned
 * @param load likewise
 */
public record Cores(List<Integer> proxy, List<Integer> load) {

  /** The first core for the proxy, all others for load and backends; nothing pinned on one core. */
  static Cores split(List<Integer> allowed) {
    return allowed.size() < 2
        ? unpinned()
        : new Cores(allowed.subList(0, 1), allowed.subList(1, allowed.size()));
  }

  /** Everything anywhere. */
  public static Cores unpinned() {
    return new Cores(List.of(), List.of());
  }

  /** Reads a list as the kernel writes it: {@code 0-2,5}. */
  static List<Integer> parse(String list) {
    List<Integer> cores = new ArrayList<>();
    for (String range : list.split(",")) {
      String[] ends = range.strip().split("-");
      int last = Integer.parseInt(ends[ends.length - 1]);
      for (int core = Integer.parseInt(ends[0]); core <= last; core++) {
        cores.add(core);
      }
    }
    return List.copyOf(cores);
  }

  /** A command line that stays on these cores; the same one when there are none. */
  public static List<String> pinned(List<Integer> cores, List<String> command) {
    if (cores.isEmpty()) {
      return command;
    }
    List<String> all = new ArrayList<>(List.of("taskset", "-c", text(cores)));
    all.addAll(command);
    return all;
  }

  /** For people. */
  public String describe() {
    return proxy.isEmpty()
        ? "nothing pinned, so that the proxy shares its core with the load"
        : "the proxy pinned to core " + text(proxy) + ", load and backends to core " + text(load);
  }

  private static String text(List<Integer> cores) {
    return cores.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
