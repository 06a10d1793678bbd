package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.balance.Attempts;
import dev.sluice.balancer.balance.Lease;
import dev.sluice.balancer.balance.Outcome;
import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.balance.retry.Deadline;
import dev.sluice.balancer.http.head.BodyLength;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.head.ResponseHead;
import dev.sluice.balancer.http.stream.Client;
import dev.sluice.balancer.http.stream.Downstream;
import dev.sluice.balancer.http.stream.Fault;
import dev.sluice.balancer.http.stream.Incoming;
import dev.sluice.balancer.http.stream.Outgoing;
import dev.sluice.balancer.net.Alarm;
import dev.sluice.balancer.net.ChannelConnection;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * A copy of a request to another pool, whose answer is dropped. It never slows the original: when
 * its backend does not keep up, it is given up. For one event loop.
 */
final class MirrorCopy implements Try.Owner, Incoming.Receiver {

  /** Bytes of the body that may wait for the copy's connection. */
  private static final int MOST_WAITING = 64 * 1024;

  private final ServerLoop loop;
  private final RequestHead head;
  private final HeadsOnTheWay heads;
  private final Rule.Copies copies;
  private final boolean hasBody;
  private final Try attempt;
  private final KeptBytes waiting = new KeptBytes();
  private final Alarm alarm = new Alarm(this::look);
  private Outgoing outgoing = Outgoing.NOWHERE;
  private Fields trailers = Fields.NONE;
  private int status;
  private boolean sending;
  private boolean bodyEnded;
  private boolean over;

  private MirrorCopy(
      ServerLoop loop, Forwarding.Plan plan, Downstream original, String id, Lease lease) {
    this.loop = loop;
    // The original's goes away with it.
    this.head = HeadCopy.of(original.head());
    Client client = original.client();
    this.heads =
        new HeadsOnTheWay(
            head, client, id, loop.config().listen().trust(), plan.origin(), plan.filter());
    this.copies = plan.rule().copies().orElseThrow();
    this.hasBody = head.length() != BodyLength.NONE;
    this.bodyEnded = !hasBody;
    this.attempt = new Try(loop, copies.pool(), client, lease, Deadline.NONE, this);
  }

  /** Starts a copy if the rule wants one of this request, and a backend is free for it. */
  static Optional<MirrorCopy> of(
      ServerLoop loop, Forwarding.Plan plan, Downstream original, String id) {
    Rule rule = plan.rule();
    if (rule.copies().isEmpty()
        || !rule.copies().get().mirror().copies()
        || loop.exchanges().copiesAreFull()) {
      return Optional.empty();
    }
    Pool pool = rule.copies().get().pool();
    if (!(pool.choose(new Attempts()) instanceof Lease lease)) {
      return Optional.empty();
    }
    MirrorCopy copy = new MirrorCopy(loop, plan, original, id, lease);
    loop.exchanges().add(copy);
    copy.attempt.start();
    return Optional.of(copy);
  }

  @Override
  public void ready(Try self) {
    watch();
    HeadEdits edits = heads.request(copies.pool(), copies.requestHeaders(), self.backend());
    edits.remove(FieldName.EXPECT);
    sending = true;
    outgoing = self.send(head, edits, false);
    for (int i = 0; i < waiting.pieces(); i++) {
      outgoing.data(waiting.piece(i));
    }
    waiting.release();
    if (bodyEnded) {
      outgoing.end(trailers);
    } else {
      outgoing.flush();
    }
  }

  /**
   * More of the original's body.
   *
   * @param bytes stay the original's
   */
  void body(ByteBuf bytes) {
    if (over) {
      return;
    }
    if (sending) {
      outgoing.data(bytes.retainedDuplicate());
      if (!outgoing.isWritable()) {
        outgoing.flush();
      }
      if (!outgoing.isWritable()) {
        giveUp();
      }
    } else {
      waiting.add(bytes);
      if (waiting.size() > MOST_WAITING) {
        giveUp();
      }
    }
  }

  /** No more of it for now. */
  void bodyBatched() {
    if (!over) {
      attempt.touch();
      outgoing.flush();
    }
  }

  /** The original's body is whole. */
  void bodyEnded(Fields last) {
    if (!over && !bodyEnded) {
      bodyEnded = true;
      trailers = last;
      outgoing.end(last);
    }
  }

  /** The original has ended; half a copy is of no use. */
  void originalEnded() {
    if (!bodyEnded) {
      giveUp();
    }
  }

  @Override
  public boolean replayable() {
    return false;
  }

  @Override
  public boolean idempotent() {
    return false;
  }

  @Override
  public void resent(Try self) {}

  @Override
  public void bodyWritable() {}

  @Override
  public void interim(ResponseHead interim) {}

  @Override
  public void answered(Try self, ResponseHead answer, Incoming body) {
    status = answer.status();
    body.start(this);
  }

  @Override
  public void data(ByteBuf bytes) {
    bytes.release();
  }

  @Override
  public void batched() {
    attempt.touch();
  }

  @Override
  public void end(Fields dropped) {
    if (bodyEnded) {
      attempt.done(Tries.outcome(status));
      over();
    } else {
      end(Tries.outcome(status));
    }
  }

  @Override
  public void broken(Fault fault) {
    attempt.fail(fault);
  }

  @Override
  public void switched(Try self, ResponseHead answer, ChannelConnection connection) {
    connection.close();
    end(Outcome.RESET);
  }

  @Override
  public void failed(Try self, Verdict verdict, Fault fault) {
    over();
  }

  private void watch() {
    long patience = loop.config().timeouts().backendIdle().toNanos();
    if (patience > 0) {
      long silent = loop.wheel().now() - attempt.lastMoved();
      loop.wheel().set(alarm, patience - silent);
    }
  }

  private void look() {
    long patience = loop.config().timeouts().backendIdle().toNanos();
    if (loop.wheel().now() - attempt.lastMoved() < patience) {
      watch();
    } else {
      end(bodyEnded ? Outcome.TIMEOUT : Outcome.CANCELLED);
    }
  }

  void giveUp() {
    end(Outcome.CANCELLED);
  }

  private void end(Outcome outcome) {
    attempt.giveUp(outcome);
    over();
  }

  private void over() {
    if (!over) {
      over = true;
      outgoing = Outgoing.NOWHERE;
      waiting.release();
      loop.wheel().cancel(alarm);
      loop.exchanges().remove(this);
    }
  }
}
