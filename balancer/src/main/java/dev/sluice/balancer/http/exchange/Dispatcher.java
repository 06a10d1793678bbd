package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.http.Reason;
import dev.sluice.balancer.http.head.FieldList;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.stream.Downstream;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes every request of a server, whatever carries it, and hands it to the rule that matches. For
 * one event loop.
 */
public final class Dispatcher implements Consumer<Downstream> {

  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final byte[] EMPTY = {};

  private static final Action NOT_ALLOWED = LocalAnswer.refusing(Reason.METHOD_NOT_ALLOWED);
  private static final Action NO_ROUTE = LocalAnswer.refusing(Reason.NO_ROUTE);
  private static final Action OPTIONS = Dispatcher::tellOptions;

  private final String server;
  private final Router router;
  private final LongSupplier clock;
  private final RequestObserver observer;

  /**
   * @param server its name
   * @param clock monotonic, in nanoseconds
   * @param observer told of each request once it has ended; on this event loop
   */
  public Dispatcher(String server, Router router, LongSupplier clock, RequestObserver observer) {
    this.server = server;
    this.router = router;
    this.clock = clock;
    this.observer = observer;
  }

  @Override
  public void accept(Downstream request) {
    RequestHead head = request.head();
    RequestRecord record = new RequestRecord(server, head, request.client(), clock, observer);
    try {
      action(request, head, record).run(request, record);
    } catch (RuntimeException fault) {
      LOG.error("{}: {} {} failed", server, head.method(), head.target(), fault);
      if (!record.ended()) {
        record.end(Reason.INTERNAL_ERROR.status(), Reason.INTERNAL_ERROR, 0, request.written());
        request.reset();
      }
    }
  }

  private Action action(Downstream request, RequestHead head, RequestRecord record) {
    String method = head.method();
    if (method.equals("CONNECT")) {
      return NOT_ALLOWED;
    }
    if (MaxForwards.of(head) == 0) {
      // RFC 9110, section 7.6.2: the request ends here, whatever it is for.
      return method.equals("OPTIONS") ? OPTIONS : NOT_ALLOWED;
    }
    Optional<RuleAction> matched = router.match(head, request.client());
    if (matched.isPresent()) {
      record.rule(matched.get().rule());
      return matched.get().action();
    }
    // RFC 9110, section 9.3.7: "*" asks about the server as a whole.
    return head.target().equals("*") ? OPTIONS : NO_ROUTE;
  }

  private static void tellOptions(Downstream request, RequestRecord record) {
    request.listen(LocalAnswer.NOBODY);
    FieldList fields = FieldList.of().add(FieldName.ALLOW, LocalAnswer.ALLOWED);
    LocalAnswer.send(request, record, 204, fields, EMPTY);
  }
}
