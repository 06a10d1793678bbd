package dev.sluice.balancer.simulate;

import dev.sluice.balancer.config.PoolConfig;
import dev.sluice.balancer.config.Suggestions;
import java.util.List;
import java.util.Optional;

/** Finds the pool that a user means. */
public final class PoolChoice {

  private PoolChoice() {}

  /**
   * The pool of a name, or the only one there is.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  public static PoolConfig find(List<PoolConfig> pools, Optional<String> name) {
    List<String> names = pools.stream().map(PoolConfig::name).toList();
    if (names.isEmpty()) {
      throw new IllegalArgumentException("there is no pool in the configuration");
    }
    if (name.isEmpty() && names.size() == 1) {
      return usable(pools.get(0));
    }
    String expected = "expected " + (names.size() == 1 ? "" : "one of ") + String.join(", ", names);
    if (name.isEmpty()) {
      throw new IllegalArgumentException("--pool is missing; " + expected);
    }
    return pools.stream()
        .filter(pool -> pool.name().equals(name.get()))
        .findFirst()
        .map(PoolChoice::usable)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no pool \""
                        + name.get()
                        + "\"; "
                        + expected
                        + Suggestions.hint(name.get(), names)));
  }

  private static PoolConfig usable(PoolConfig pool) {
    if (pool.backends().isEmpty()) {
      throw new IllegalArgumentException(
          "the pool \"" + pool.name() + "\" has no backends in the file; expected at least one");
    }
    return pool;
  }
}
