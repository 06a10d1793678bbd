package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.stream.Downstream;
import dev.sluice.balancer.http.stream.MessageFilter;
import java.util.random.RandomGenerator;

/**
 * Changes the answers of a rule that answers by itself, as {@link Forwarding} does those of
 * backends. Immutable.
 */
public final class Filtered implements Action {

  private final MessageFilter filter;
  private final RandomGenerator random;
  private final Action rule;

  private Filtered(MessageFilter filter, RandomGenerator random, Action rule) {
    this.filter = filter;
    this.random = random;
    this.rule = rule;
  }

  /**
   * Before what a rule does, if something is to be changed.
   *
   * @param random for the ids of requests
   */
  public static Action by(MessageFilter filter, RandomGenerator random, Action rule) {
    return filter == MessageFilter.NONE ? rule : new Filtered(filter, random, rule);
  }

  @Override
  public void run(Downstream request, RequestRecord record) {
    record.requestId(RequestIds.of(request.head().fields().first(FieldName.X_REQUEST_ID), random));
    FilteredDownstream filtered = new FilteredDownstream(request, filter, record);
    try {
      rule.run(filtered, record);
    } catch (RuntimeException fault) {
      filtered.abandon();
      throw fault;
    }
  }
}
