package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.balance.Backend;
import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.config.ListenConfig.Trust;
import dev.sluice.balancer.http.filter.FieldChanges;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.head.ResponseHead;
import dev.sluice.balancer.http.stream.Client;
import dev.sluice.balancer.http.stream.MessageFilter;
import dev.sluice.balancer.http.stream.MessageFilter.BodyFilter;
import dev.sluice.balancer.http.stream.MessageFilter.Origin;
import dev.sluice.balancer.http.stream.MessageFilter.Subject;
import dev.sluice.balancer.http.stream.MessageFilter.Target;
import java.util.Optional;

/**
 * What is changed in the heads of one exchange: by every intermediary, by its pool, and by its
 * rule. For one event loop.
 */
final class HeadsOnTheWay {

  private final RequestHead head;
  private final Client client;
  private final String id;
  private final Trust trust;
  private final Origin origin;
  private final MessageFilter filter;

  /**
   * @param id of the request
   * @param origin who took it
   */
  HeadsOnTheWay(
      RequestHead head,
      Client client,
      String id,
      Trust trust,
      Origin origin,
      MessageFilter filter) {
    this.head = head;
    this.client = client;
    this.id = id;
    this.trust = trust;
    this.origin = origin;
    this.filter = filter;
  }

  /** For the request to a backend. */
  HeadEdits request(Service service, Backend to) {
    return request(service.pool(), service.requestHeaders(), to);
  }

  /**
   * For the request to a backend.
   *
   * @param changes those of its pool
   */
  HeadEdits request(Pool pool, Optional<FieldChanges> changes, Backend to) {
    HeadEdits edits = IntermediaryHeads.request(head, client, trust, id, to);
    if (filter != MessageFilter.NONE) {
      filter.request(subject(pool, to), edits);
    }
    if (changes.isPresent()) {
      changes.get().apply(subject(pool, to), edits);
    }
    return edits;
  }

  /** For an answer; those of the rule are left to {@link #filter}. */
  HeadEdits answer(ResponseHead answered, Service service, Backend from) {
    HeadEdits edits = IntermediaryHeads.answer(answered.version());
    Optional<String> cookie =
        service.setCookie(new HeadView(head, client), from, client.encrypted());
    if (cookie.isPresent()) {
      edits.add(FieldName.SET_COOKIE, cookie.get());
    }
    return edits;
  }

  /** The rule's changes of an answer, and what its body passes through. */
  BodyFilter filter(ResponseHead answered, HeadEdits edits, Service service, Backend from) {
    return filter == MessageFilter.NONE
        ? BodyFilter.NONE
        : filter.answer(subject(service.pool(), from), answered, edits);
  }

  private Subject subject(Pool pool, Backend backend) {
    Target target = new Target(pool.name(), Optional.of(backend));
    return new Subject(head, client, id, origin, target);
  }
}
