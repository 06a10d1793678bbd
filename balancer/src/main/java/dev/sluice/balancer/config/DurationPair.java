package dev.sluice.balancer.config;

import java.time.Duration;
import java.util.Optional;

/** Two durations of a table, the first of which may not be longer than the second. */
record DurationPair(Duration shorter, Duration longer) {

  /**
   * One of the two.
   *
   * @param standard what holds when it is not given; gives way to the other one if that is
   */
  record Key(String name, Format<Duration> format, Duration standard) {

    private boolean isWrong(TableReader table, Optional<Duration> value) {
      return table.has(name) && value.isEmpty();
    }
  }

  static DurationPair read(TableReader table, Key shorter, Key longer) {
    Optional<Duration> less = table.value(shorter.name(), shorter.format());
    Optional<Duration> more = table.value(longer.name(), longer.format());
    if (shorter.isWrong(table, less) || longer.isWrong(table, more)) {
      return new DurationPair(shorter.standard(), longer.standard());
    }
    if (less.isPresent() && more.isPresent()) {
      rejectInverted(table, shorter.name(), less.get(), longer.name(), more.get());
    }
    Duration first = less.orElse(least(shorter.standard(), more.orElse(longer.standard())));
    Duration second = more.orElse(greatest(longer.standard(), first));
    return new DurationPair(first, second);
  }

  private static void rejectInverted(
      TableReader table, String key, Duration less, String bound, Duration more) {
    if (less.compareTo(more) > 0) {
      table.reject(
          key,
          Durations.text(less) + " is longer than " + bound + ", " + Durations.text(more),
          "at most " + Durations.text(more) + ", or a longer " + bound);
    }
  }

  private static Duration least(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  private static Duration greatest(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
