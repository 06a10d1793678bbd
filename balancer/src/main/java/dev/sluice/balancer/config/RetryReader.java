package dev.sluice.balancer.config;

import dev.sluice.balancer.config.RetryConfig.Backoff;
import dev.sluice.balancer.config.RetryConfig.Budget;
import dev.sluice.balancer.config.RetryConfig.Hedge;
import dev.sluice.balancer.config.RetryConfig.On;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads the {@code retry} of a rule. */
final class RetryReader {

  private static final Table HEDGE =
      Table.of("server.forward.retry.hedge", "percentile", "minimum-delay");

  static final Table TABLE =
      Table.of(
              "server.forward.retry",
              "attempts",
              "on",
              "any-method",
              "replay-body",
              "per-try-timeout",
              "budget",
              "budget-floor",
              "backoff",
              "max-backoff")
          .with("hedge", HEDGE);

  /** A reason to try again: one of the two. */
  private record Reason(Optional<FailureKind> kind, Optional<StatusRange> status) {}

  private static final List<String> KINDS =
      Arrays.stream(FailureKind.values()).map(FailureKind::id).toList();
  private static final Format<Reason> REASON =
      new Format<>(
          Text.oneOf(KINDS) + ", or statuses from 400 to 599 such as \"503\" or \"502-504\"",
          RetryReader::reason);
  private static final Format<Long> REPLAY_BODY = Sizes.between(0, 16 * Sizes.MIB);
  private static final Format<Duration> WAITING =
      Durations.between(Duration.ZERO, Duration.ofMinutes(1));
  private static final DurationPair.Key BASE =
      new DurationPair.Key("backoff", WAITING, Backoff.DEFAULT.base());
  private static final DurationPair.Key MAX =
      new DurationPair.Key("max-backoff", WAITING, Backoff.DEFAULT.max());
  private static final Numbers PERCENTILE =
      new Numbers("a number above 0 and below 100", number -> number > 0 && number < 100);

  private RetryReader() {}

  /**
   * @param request the deadline of an exchange, zero for none
   */
  static RetryConfig read(TableReader table, Duration request) {
    RetryConfig standard = RetryConfig.DEFAULT;
    Budget budget = Budget.DEFAULT;
    Duration perTry =
        table.value("per-try-timeout", Durations.orNone()).orElse(standard.perTryTimeout());
    if (!request.isZero() && perTry.compareTo(request) > 0) {
      String limit = Durations.text(request);
      table.reject(
          "per-try-timeout",
          Durations.text(perTry) + " is longer than timeouts.request of the server, " + limit,
          "at most " + limit);
    }
    DurationPair waiting = DurationPair.read(table, BASE, MAX);
    return new RetryConfig(
        table.integer("attempts", 1, 10).orElse(standard.attempts()),
        on(table, standard.on()),
        perTry,
        new Budget(
            table.number("budget", Numbers.SHARE).orElse(budget.share()),
            table.integer("budget-floor", 0, 10_000).orElse(budget.floor()),
            budget.window()),
        new Backoff(waiting.shorter(), waiting.longer()),
        table.table("hedge").map(RetryReader::hedge));
  }

  private static On on(TableReader table, On standard) {
    Optional<List<Reason>> reasons = table.values("on", REASON);
    if (reasons.isPresent() && reasons.get().isEmpty()) {
      table.reject("on", "empty", "at least one, or attempts = 1 for no retries");
    }
    return new On(
        reasons
            .map(
                given -> given.stream().flatMap(r -> r.kind().stream()).collect(Collectors.toSet()))
            .orElse(standard.failures()),
        reasons
            .map(given -> given.stream().flatMap(r -> r.status().stream()).toList())
            .orElse(standard.statuses()),
        table.flag("any-method").orElse(standard.anyMethod()),
        table.value("replay-body", REPLAY_BODY).map(Long::intValue).orElse(standard.replayBody()));
  }

  private static Hedge hedge(TableReader table) {
    return new Hedge(
        table.number("percentile", PERCENTILE).orElse(Hedge.DEFAULT.percentile()),
        table.value("minimum-delay", WAITING).orElse(Hedge.DEFAULT.minimumDelay()));
  }

  private static Reason reason(String text) throws InvalidValue {
    Optional<FailureKind> kind = FailureKind.parse(text);
    if (kind.isPresent()) {
      return new Reason(kind, Optional.empty());
    }
    Optional<StatusRange> status = StatusRange.parse(text);
    if (status.isEmpty()) {
      throw new InvalidValue(Text.quote(text) + " is unknown", Suggestions.closest(text, KINDS));
    }
    if (status.get().first() < 400) {
      throw new InvalidValue(Text.quote(text) + " has statuses that are no failures");
    }
    return new Reason(Optional.empty(), status);
  }
}
