package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.balance.Attempts;
import dev.sluice.balancer.balance.Backend;
import dev.sluice.balancer.balance.Clock;
import dev.sluice.balancer.balance.HashKeys;
import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.balance.StickyCookie;
import dev.sluice.balancer.balance.retry.Hedging;
import dev.sluice.balancer.balance.retry.LatencyWindow;
import dev.sluice.balancer.balance.retry.RetryBudget;
import dev.sluice.balancer.balance.retry.RetryPolicy;
import dev.sluice.balancer.config.AffinityConfig;
import dev.sluice.balancer.config.AffinityConfig.HashKey;
import dev.sluice.balancer.config.Algorithm;
import dev.sluice.balancer.config.RetryConfig;
import dev.sluice.balancer.http.filter.FieldChanges;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * A pool as one rule uses it: how requests keep to a backend, and when they are tried again. Safe
 * to use from any thread.
 */
public final class Service {

  private final Pool pool;
  private final RetryPolicy retry;
  private final RetryBudget budget;
  private final LatencyWindow latencies;
  private final Optional<Hedging> hedging;
  private final StickyCookie tokens;
  private final Optional<FieldChanges> requestHeaders;

  /**
   * @param stickyKey signs cookies, unless the pool has a secret of its own
   */
  public Service(
      Pool pool, RetryConfig config, Clock clock, RandomGenerator random, byte[] stickyKey) {
    this.pool = pool;
    this.budget = new RetryBudget(config.budget(), clock);
    this.retry = new RetryPolicy(config, budget, random);
    this.latencies = new LatencyWindow(clock);
    this.hedging = config.hedge().map(hedge -> new Hedging(hedge, latencies, budget));
    this.tokens =
        new StickyCookie(
            pool.name(),
            affinity()
                .sticky()
                .flatMap(AffinityConfig.Sticky::secret)
                .map(secret -> secret.getBytes(StandardCharsets.UTF_8))
                .orElse(stickyKey));
    this.requestHeaders = FieldChanges.of(pool.config().requestHeaders());
  }

  /** Where it goes. */
  public Pool pool() {
    return pool;
  }

  /** What the pool changes in its requests, if anything. */
  public Optional<FieldChanges> requestHeaders() {
    return requestHeaders;
  }

  /** When it is tried again. */
  public RetryPolicy retry() {
    return retry;
  }

  /** To be called once for each request. */
  public void requested() {
    budget.request();
  }

  /** Takes in how long a backend took to answer. */
  public void answeredAfter(long nanos) {
    if (hedging.isPresent()) {
      latencies.record(nanos);
    }
  }

  /** When to ask a second backend beside the first, in nanoseconds; empty for never. */
  OptionalLong hedgeDelay(HeadView request) {
    return hedging.isEmpty()
        ? OptionalLong.empty()
        : hedging.get().delay(request.method(), request.hasBody());
  }

  /** Pays for a second request; false when the budget is used up. */
  public boolean tryHedge() {
    return hedging.isPresent() && hedging.get().trySend();
  }

  /** The start of a search for a backend, with what binds the request to one. */
  Attempts attempts(HeadView request) {
    Attempts attempts = keyed(request);
    Optional<AffinityConfig.Sticky> sticky = affinity().sticky();
    if (sticky.isPresent()) {
      request
          .cookie(sticky.get().cookie())
          .flatMap(value -> tokens.backend(value, pool.backends()))
          .ifPresent(attempts::prefer);
    }
    return attempts;
  }

  /**
   * The cookie to give to a client that is to come back to the backend that served it; empty when
   * it has that cookie already, or none is wanted.
   */
  Optional<String> setCookie(HeadView request, Backend served, boolean secure) {
    Optional<AffinityConfig.Sticky> sticky = affinity().sticky();
    if (sticky.isEmpty()) {
      return Optional.empty();
    }
    String name = sticky.get().cookie();
    return tokens
        .value(served, pool.backends())
        .filter(value -> !request.cookie(name).equals(Optional.of(value)))
        .map(value -> cookie(name, value, sticky.get().ttl().toSeconds(), secure));
  }

  private static String cookie(String name, String value, long maxAge, boolean secure) {
    return name
        + "="
        + value
        + "; Path=/; HttpOnly; SameSite=Lax"
        + (maxAge > 0 ? "; Max-Age=" + maxAge : "")
        + (secure ? "; Secure" : "");
  }

  private AffinityConfig affinity() {
    return pool.config().policy().affinity();
  }

  private Attempts keyed(HeadView request) {
    Algorithm algorithm = pool.algorithm();
    if (algorithm == Algorithm.IP_HASH) {
      return byAddress(request);
    }
    if (algorithm != Algorithm.CONSISTENT_HASH && algorithm != Algorithm.MAGLEV) {
      return new Attempts();
    }
    HashKey key = affinity().key();
    return switch (key.source()) {
      case CLIENT_IP -> byAddress(request);
      case PATH -> new Attempts(() -> HashKeys.hash(request.path()));
      case HEADER -> byText(request.header(key.name()));
      case COOKIE -> byText(request.cookie(key.name()));
    };
  }

  private static Attempts byAddress(HeadView request) {
    return new Attempts(() -> HashKeys.hash(request.clientAddress()));
  }

  // Requests without the field are spread at random, rather than all sent to one backend.
  private static Attempts byText(Optional<String> text) {
    return text.map(value -> new Attempts(() -> HashKeys.hash(value))).orElseGet(Attempts::new);
  }
}
