package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.config.CorsConfig;
import dev.sluice.balancer.http.filter.Cors;
import dev.sluice.balancer.http.head.FieldList;
import dev.sluice.balancer.http.stream.Downstream;
import java.util.Optional;

/**
 * Answers what browsers ask before they send a request of another site's script, and leaves all
 * else to the rule. Immutable.
 */
public final class Preflight implements Action {

  private static final byte[] EMPTY = {};

  private final Cors cors;
  private final Action rule;

  private Preflight(Cors cors, Action rule) {
    this.cors = cors;
    this.rule = rule;
  }

  /** Before what a rule does, if it has something to say of other sites. */
  public static Action before(Action rule, Optional<CorsConfig> config) {
    return config.isEmpty() ? rule : new Preflight(new Cors(config.get()), rule);
  }

  @Override
  public void run(Downstream request, RequestRecord record) {
    Optional<FieldList> answer = cors.preflight(request.head());
    if (answer.isEmpty()) {
      rule.run(request, record);
    } else {
      request.listen(LocalAnswer.NOBODY);
      LocalAnswer.send(request, record, 204, answer.get(), EMPTY);
    }
  }
}
