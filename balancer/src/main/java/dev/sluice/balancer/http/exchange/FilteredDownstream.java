package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.http.head.BodyLength;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.head.ResponseHead;
import dev.sluice.balancer.http.stream.Client;
import dev.sluice.balancer.http.stream.Downstream;
import dev.sluice.balancer.http.stream.Incoming;
import dev.sluice.balancer.http.stream.MessageFilter;
import dev.sluice.balancer.http.stream.MessageFilter.BodyFilter;
import dev.sluice.balancer.http.stream.Outgoing;
import dev.sluice.balancer.net.ChannelConnection;
import java.util.function.Consumer;

/**
 * A request whose answer is changed on its way back; not where it is refused, as then the rule did
 * not serve it. For one event loop.
 */
final class FilteredDownstream implements Downstream {

  private final Downstream request;
  private final MessageFilter filter;
  private final RequestRecord record;
  private Outgoing body = Outgoing.NOWHERE;

  FilteredDownstream(Downstream request, MessageFilter filter, RequestRecord record) {
    this.request = request;
    this.filter = filter;
    this.record = record;
  }

  @Override
  public Client client() {
    return request.client();
  }

  @Override
  public RequestHead head() {
    return request.head();
  }

  @Override
  public Incoming body() {
    return request.body();
  }

  @Override
  public void listen(Listener listener) {
    request.listen(
        new Listener() {
          @Override
          public void writable() {
            listener.writable();
          }

          @Override
          public void gone() {
            abandon();
            listener.gone();
          }
        });
  }

  @Override
  public boolean expectsContinue() {
    return request.expectsContinue();
  }

  @Override
  public void interim(ResponseHead head, HeadEdits edits) {
    request.interim(head, edits);
  }

  @Override
  public Outgoing answer(ResponseHead head, HeadEdits edits, long length) {
    if (head.fields().has(FieldName.X_SLUICE_REASON)) {
      return request.answer(head, edits, length);
    }
    MessageFilter.Subject subject =
        new MessageFilter.Subject(
            request.head(),
            request.client(),
            record.requestId(),
            new MessageFilter.Origin(record.server(), record.rule()),
            MessageFilter.Target.NONE);
    BodyFilter through = filter.answer(subject, head, edits);
    if (through == BodyFilter.NONE) {
      return request.answer(head, edits, length);
    }
    Outgoing client = request.answer(head, edits, BodyLength.UNKNOWN);
    body = new FilteredBody(through, client, length);
    return body;
  }

  @Override
  public void upgrade(ResponseHead head, HeadEdits edits, Consumer<ChannelConnection> taker) {
    request.upgrade(head, edits, taker);
  }

  @Override
  public void takeNoMore() {
    request.takeNoMore();
  }

  @Override
  public void reset() {
    abandon();
    request.reset();
  }

  @Override
  public long written() {
    return request.written();
  }

  /** Nothing more is written. */
  void abandon() {
    body.abandon();
  }
}
