package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.balance.Backend;
import dev.sluice.balancer.config.ListenConfig.Trust;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.head.ResponseHead;
import dev.sluice.balancer.http.stream.Client;
import dev.sluice.balancer.http.stream.MessageFilter;
import dev.sluice.balancer.http.stream.MessageFilter.BodyFilter;
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
  private final MessageFilter filter;

  /**
   * @param id of the request
   */
  HeadsOnTheWay(RequestHead head, Client client, String id, Trust trust, MessageFilter filter) {
    this.head = head;
    this.client = client;
    this.id = id;
    this.trust = trust;
    this.filter = filter;
  }

  /** For the request to a backend. */
  HeadEdits request(Backend to) {
    HeadEdits edits = IntermediaryHeads.request(head, client, trust, id, to);
    if (filter != MessageFilter.NONE) {
      filter.request(subject(to), edits);
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
  BodyFilter filter(ResponseHead answered, HeadEdits edits, Backend from) {
    return filter == MessageFilter.NONE
        ? BodyFilter.NONE
        : filter.answer(subject(from), answered, edits);
  }

  private MessageFilter.Subject subject(Backend backend) {
    return new MessageFilter.Subject(head, client, id, backend);
  }
}
