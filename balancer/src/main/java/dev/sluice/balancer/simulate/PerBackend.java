package dev.sluice.balancer.simulate;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.BackendConfig;
import dev.sluice.balancer.config.PoolConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What was said about the backends of a pool: {@code ADDRESS=VALUE} about one, {@code VALUE} about
 * all that nothing else is said about.
 */
public final class PerBackend<T> {

  private final List<T> others;
  private final Map<Address, List<T>> own;

  private PerBackend(List<T> others, Map<Address, List<T>> own) {
    this.others = others;
    this.own = own;
  }

  /**
   * Reads what was said.
   *
   * @param reader reads one value
   * @throws IllegalArgumentException with a message for the user, also when an address is not in
   *     the pool
   */
  public static <T> PerBackend<T> parse(
      List<String> texts, PoolConfig pool, Function<String, T> reader) {
    List<T> others = new ArrayList<>();
    Map<Address, List<T>> own = new LinkedHashMap<>();
    for (String text : texts) {
      int equals = text.indexOf('=');
      T value = reader.apply(text.substring(equals + 1));
      if (equals < 0) {
        others.add(value);
      } else {
        Address address = member(text.substring(0, equals), pool);
        own.computeIfAbsent(address, a -> new ArrayList<>()).add(value);
      }
    }
    return new PerBackend<>(others, own);
  }

  private static Address member(String text, PoolConfig pool) {
    List<Address> members = pool.backends().stream().map(BackendConfig::address).toList();
    return Address.parse(text)
        .filter(members::contains)
        .orElseThrow(
            () ->
                Wrong.value(
                    text,
                    "is no backend of the pool",
                    members.stream()
                        .map(Address::toString)
                        .collect(Collectors.joining(", ", "one of ", ""))));
  }

  /**
   * The same, where one value is all that makes sense.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  public PerBackend<T> single() {
    if (others.size() > 1) {
      throw new IllegalArgumentException("given twice for all backends; expected once");
    }
    own.forEach(
        (address, values) -> {
          if (values.size() > 1) {
            throw new IllegalArgumentException("given twice for " + address + "; expected once");
          }
        });
    return this;
  }

  /** Everything that holds for a backend. */
  public List<T> all(Address backend) {
    return own.getOrDefault(backend, others);
  }

  /** The one that holds for a backend, or else a default. */
  public T one(Address backend, T fallback) {
    List<T> values = all(backend);
    return values.isEmpty() ? fallback : values.get(0);
  }
}
