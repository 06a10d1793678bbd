package dev.sluice.balancer.http.route;

import dev.sluice.balancer.config.ForwardConfig.Request;
import dev.sluice.balancer.http.head.RequestHead;
import java.util.ArrayList;
import java.util.List;

/** Something that a request must be like beside its host and path. Immutable; for any thread. */
sealed interface Condition permits Condition.Methods, HeaderCondition, QueryCondition {

  boolean holds(RequestHead head);

  /** Of what a request lacks, such as {@code header x-canary}. */
  String name();

  static Condition[] of(Request request) {
    List<Condition> conditions = new ArrayList<>();
    if (!request.methods().isEmpty()) {
      conditions.add(new Methods(request.methods()));
    }
    request.headers().forEach(header -> conditions.add(HeaderCondition.of(header)));
    request.queries().forEach(query -> conditions.add(QueryCondition.of(query)));
    return conditions.toArray(Condition[]::new);
  }

  /** One of some methods, case matters. */
  record Methods(List<String> allowed) implements Condition {
    @Override
    public boolean holds(RequestHead head) {
      return allowed.contains(head.method());
    }

    @Override
    public String name() {
      return "method";
    }
  }
}
