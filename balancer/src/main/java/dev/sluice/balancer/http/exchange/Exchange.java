package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.balance.Outcome;
import dev.sluice.balancer.balance.retry.Deadline;
import dev.sluice.balancer.config.ServerConfig;
import dev.sluice.balancer.http.Reason;
import dev.sluice.balancer.http.head.BodyLength;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.head.ResponseHead;
import dev.sluice.balancer.http.stream.Downstream;
import dev.sluice.balancer.http.stream.Fault;
import dev.sluice.balancer.http.stream.Incoming;
import dev.sluice.balancer.http.stream.MessageFilter.BodyFilter;
import dev.sluice.balancer.http.stream.Outgoing;
import dev.sluice.balancer.net.ChannelConnection;
import dev.sluice.balancer.net.Relay;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request on its way to a backend, and the answer back: joins what tries backends, moves the
 * body and the answer, and watches the time, and sees to it that all of it ends once. For one event
 * loop.
 */
final class Exchange
    implements Ongoing,
        Downstream.Listener,
        RequestBody.Listener,
        Tries.Owner,
        AnswerRelay.Listener,
        Deadlines.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  private final ServerLoop loop;
  private final Downstream downstream;
  private final RequestHead head;
  private final HeadsOnTheWay heads;
  private final RequestRecord record;
  private final boolean upgrading;
  private final Forwarding.Plan plan;
  private final Service service;
  private final RequestBody body;
  private final Deadline whole;
  private final Tries tries;
  private final Deadlines deadlines;

  private Optional<MirrorCopy> copy = Optional.empty();
  private Optional<Tunnel> tunnel = Optional.empty();
  private Optional<CountedBody> counted = Optional.empty();
  // Null until the answer has begun.
  private AnswerRelay answer;
  private int status;
  private int place;
  private boolean answering;
  private boolean clientGone;
  private boolean ended;

  Exchange(ServerLoop loop, Forwarding.Plan plan, Downstream downstream, RequestRecord record) {
    ServerConfig config = loop.config();
    this.loop = loop;
    this.downstream = downstream;
    this.head = downstream.head();
    this.record = record;
    String id = RequestIds.of(head.fields().first(FieldName.X_REQUEST_ID), loop.random());
    record.requestId(id);
    this.heads =
        new HeadsOnTheWay(
            head, downstream.client(), id, config.listen().trust(), plan.origin(), plan.filter());
    this.upgrading = IntermediaryHeads.asksForUpgrade(head);
    this.plan = plan;
    this.service = plan.rule().services().choose();
    this.body =
        new RequestBody(
            downstream.body(),
            head.length(),
            config.limits().maxBodySize(),
            plan.rule().replayLimit(),
            this);
    this.whole =
        config.timeouts().request().isZero()
            ? Deadline.NONE
            : Deadline.after(loop.wheel().now(), config.timeouts().request());
    this.tries = new Tries(loop, service, downstream, record, whole, this);
    this.deadlines =
        new Deadlines(loop.wheel(), whole, config.timeouts().backendIdle().toNanos(), tries, this);
  }

  void start() {
    loop.exchanges().add(this);
    record.pool(service.pool().name());
    service.requested();
    downstream.listen(this);
    if (ended) {
      return; // the client was gone already
    }
    if (body.announcedTooLarge()) {
      breakOff(Reason.BODY_TOO_LARGE);
      return;
    }
    try {
      copy = MirrorCopy.of(loop, plan, downstream, record.requestId());
      if (whole.limited()) {
        deadlines.expect();
      }
      tries.next();
    } catch (RuntimeException fault) {
      crashed(fault);
    }
  }

  // --- to the backend

  @Override
  public void begun() {
    deadlines.expect();
  }

  @Override
  public void send(Try to) {
    deadlines.expect(to.lastMoved());
    try {
      Outgoing out = to.send(head, heads.request(service, to.backend()), upgrading);
      if (body.present()) {
        body.sendTo(out, loop.time().executor());
      } else {
        out.end(Fields.NONE);
      }
    } catch (RuntimeException fault) {
      crashed(fault);
    }
  }

  @Override
  public void detach() {
    body.detach();
  }

  @Override
  public boolean replayable() {
    return body.replayable();
  }

  @Override
  public void bodyWritable() {
    body.writable();
  }

  @Override
  public void bodyMoved(ByteBuf bytes) {
    if (copy.isPresent()) {
      copy.get().body(bytes);
    }
  }

  @Override
  public void bodyBatched() {
    touch();
    if (copy.isPresent()) {
      copy.get().bodyBatched();
    }
  }

  @Override
  public void bodyEnded(Fields trailers) {
    touch();
    if (copy.isPresent()) {
      copy.get().bodyEnded(trailers);
    }
  }

  private void touch() {
    for (int i = 0; i < tries.running(); i++) {
      tries.running(i).touch();
    }
  }

  @Override
  public void bodyTooLarge() {
    breakOff(Reason.BODY_TOO_LARGE);
  }

  @Override
  public void bodyBroken(Fault fault) {
    breakOff(
        switch (fault.kind()) {
          case TIMEOUT -> Reason.CLIENT_TIMEOUT;
          case MALFORMED -> Reason.BAD_REQUEST;
          default -> Reason.CLIENT_GONE;
        });
  }

  // --- from the backend

  @Override
  public void interim(ResponseHead interim) {
    downstream.interim(interim, IntermediaryHeads.answer(interim.version()));
  }

  @Override
  public void answered(Try winner, ResponseHead answered, Incoming incoming) {
    body.settle();
    try {
      begin(winner, answered, incoming);
    } catch (RuntimeException fault) {
      crashed(fault);
    }
  }

  private void begin(Try winner, ResponseHead answered, Incoming incoming) {
    HeadEdits edits = heads.answer(answered, service, winner.backend());
    BodyFilter filter = heads.filter(answered, edits, service, winner.backend());
    long length = filter == BodyFilter.NONE ? answered.length() : BodyLength.UNKNOWN;
    status = answered.status();
    answering = true;
    Outgoing out = downstream.answer(answered, edits, length);
    if (filter != BodyFilter.NONE) {
      counted = Optional.of(new CountedBody(out));
      out = filter.before(counted.get());
    }
    answer = new AnswerRelay(winner, incoming, out, this);
    answer.start(loop.time().executor());
  }

  @Override
  public void answerEnded(Fields trailers) {
    if (ended) {
      return;
    }
    ended = true;
    Outcome outcome = Tries.outcome(status);
    if (body.ended()) {
      answer.from().done(outcome);
    } else {
      // Half a request may be on it: what came next would be taken for the rest.
      answer.from().giveUp(outcome);
    }
    release();
    if (counted.isPresent()) {
      // A filter may hold back all of a body until its end.
      record.keepHead();
      answer.finish(trailers);
      record.end(status, body.moved(), counted.get().written());
    } else {
      record.end(status, body.moved(), downstream.written());
      answer.finish(trailers);
    }
    loop.exchanges().remove(this);
  }

  @Override
  public void answerBroken(Fault fault) {
    answer.from().fail(fault);
  }

  @Override
  public void failed(Reason reason) {
    breakOff(reason);
  }

  private void crashed(RuntimeException fault) {
    LOG.error("{}: {} {} failed", loop.server(), head.method(), head.target(), fault);
    breakOff(Reason.INTERNAL_ERROR);
  }

  @Override
  public void switched(Try winner, ResponseHead answered, ChannelConnection connection) {
    body.settle();
    if (!upgrading) {
      connection.close();
      winner.fail(Fault.of(Fault.Kind.MALFORMED, "an upgrade that was not asked for"));
      return;
    }
    deadlines.stop();
    status = answered.status();
    // The head goes away with HTTP.
    record.keepHead();
    Tunnel joined = new Tunnel(loop, connection, result -> tunnelEnded(winner, result));
    tunnel = Optional.of(joined);
    try {
      joined.open(downstream, answered, IntermediaryHeads.answer(answered.version()));
    } catch (RuntimeException fault) {
      LOG.error("{}: {} {} failed", loop.server(), head.method(), head.target(), fault);
      joined.stop();
      downstream.reset();
    }
  }

  private void tunnelEnded(Try winner, Relay.Result result) {
    ended = true;
    winner.done(Outcome.SUCCESS);
    release();
    record.end(status, result.received(), result.sent());
    loop.exchanges().remove(this);
  }

  // --- the client, and time

  @Override
  public void writable() {
    if (answer != null) {
      answer.writable();
    }
  }

  @Override
  public void gone() {
    clientGone = true;
    if (tunnel.isPresent()) {
      tunnel.get().clientGone();
    } else {
      breakOff(Reason.CLIENT_GONE);
    }
  }

  @Override
  public void outOfTime() {
    if (!tries.settled() && !body.waitsForClient()) {
      // Who hangs must not pass for healthy because the client's patience is the shorter one.
      tries.stop(Outcome.TIMEOUT);
    }
    breakOff(Reason.REQUEST_TIMEOUT);
  }

  @Override
  public void silent(Try at) {
    if (body.waitsForClient() || (answer != null && !answer.isWritable())) {
      breakOff(Reason.CLIENT_TIMEOUT);
    } else {
      late(at);
    }
  }

  @Override
  public void late(Try at) {
    at.fail(Fault.of(Fault.Kind.TIMEOUT, "no answer in time"));
  }

  // --- the end

  @Override
  public void stop() {
    if (tunnel.isPresent()) {
      tunnel.get().stop();
    } else {
      breakOff(Reason.STOPPED);
    }
  }

  @Override
  public int place() {
    return place;
  }

  @Override
  public void place(int to) {
    place = to;
  }

  /** The client gets an answer of ours or, in the middle of another, sees that it is broken off. */
  private void breakOff(Reason reason) {
    if (ended) {
      return;
    }
    ended = true;
    release();
    if (answer != null) {
      answer.stop();
    }
    if (!answering && reason != Reason.CLIENT_GONE) {
      LocalAnswer.refuse(downstream, record, reason, body.moved());
    } else {
      int told = answering ? status : reason.status();
      record.end(told, reason, body.moved(), downstream.written());
      if (!clientGone) {
        downstream.reset();
      }
    }
    // Last, as a stop is over then.
    loop.exchanges().remove(this);
  }

  private void release() {
    deadlines.stop();
    tries.stop(Outcome.CANCELLED);
    body.stop();
    if (copy.isPresent()) {
      copy.get().originalEnded();
    }
  }
}
