package dev.sluice.balancer.config;

import dev.sluice.balancer.config.RuntimeConfig.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads {@code [runtime]}. */
final class RuntimeReader {

  static final Table TABLE =
      Table.of("runtime", "event-loops", "transport", "splice", "shutdown-grace");

  private static final Format<Transport> TRANSPORT =
      Format.oneOf(List.of(Transport.values()), Transport::id);
  private static final Format<Duration> GRACE =
      Durations.between(Duration.ZERO, Duration.ofHours(24));

  private RuntimeReader() {}

  static RuntimeConfig read(Optional<TableReader> table) {
    return new RuntimeConfig(
        table.flatMap(t -> t.integer("event-loops", 0, 1024)).orElse(0),
        table.flatMap(t -> t.value("transport", TRANSPORT)).orElse(Transport.AUTO),
        table.flatMap(t -> t.flag("splice")).orElse(true),
        table.flatMap(t -> t.value("shutdown-grace", GRACE)).orElse(Duration.ofSeconds(30)));
  }
}
