package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.balance.Backend;
import dev.sluice.balancer.balance.Lease;
import dev.sluice.balancer.balance.Outcome;
import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.balance.retry.Deadline;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.head.ResponseHead;
import dev.sluice.balancer.http.stream.Client;
import dev.sluice.balancer.http.stream.Fault;
import dev.sluice.balancer.http.stream.Incoming;
import dev.sluice.balancer.http.stream.Outgoing;
import dev.sluice.balancer.http.stream.Upstream;
import dev.sluice.balancer.http.stream.UpstreamUse;
import dev.sluice.balancer.net.ChannelConnection;

/** One request at one backend, with the lease that it has on it. For one event loop. */
final class Try implements Upstream.Listener {

  /** Who made it. Is told of exactly one end, unless the try is given up. */
  interface Owner {

    /** There is a connection: the head, and what follows it, is to be sent. */
    void ready(Try self);

    /** Whether all that was sent is at hand, if anything was. */
    boolean replayable();

    /** Whether it does no harm to send it twice. */
    boolean idempotent();

    /** The same will be sent once more; what was sent is lost. */
    void resent(Try self);

    /** The body can be written on. */
    void bodyWritable();

    /** An interim answer. */
    void interim(ResponseHead head);

    /** The head of the final answer. */
    void answered(Try self, ResponseHead head, Incoming body);

    /** The backend left HTTP, as it was asked to. */
    void switched(Try self, ResponseHead head, ChannelConnection connection);

    /** No answer will come. The lease has ended. */
    void failed(Try self, Verdict verdict, Fault fault);
  }

  private static final Upstream NONE =
      new Upstream() {
        @Override
        public Outgoing send(RequestHead head, HeadEdits edits, long length, boolean upgrade) {
          return Outgoing.NOWHERE;
        }

        @Override
        public void cancel() {}
      };

  private final ServerLoop loop;
  private final Pool pool;
  private final Client client;
  private final Lease lease;
  private final Deadline deadline;
  private final Owner owner;
  private final long started;
  private Upstream upstream = NONE;
  private long lastMoved;
  private boolean connected;
  private boolean reached;
  private boolean fresh;
  private boolean over;

  /**
   * @param pool the one that the lease is from
   * @param deadline until the head of an answer
   */
  Try(ServerLoop loop, Pool pool, Client client, Lease lease, Deadline deadline, Owner owner) {
    this.loop = loop;
    this.pool = pool;
    this.client = client;
    this.lease = lease;
    this.deadline = deadline;
    this.owner = owner;
    this.started = loop.wheel().now();
    this.lastMoved = started;
  }

  Backend backend() {
    return lease.backend();
  }

  /** From the start to the last that moved. */
  long elapsed() {
    return lastMoved - started;
  }

  void touch() {
    lastMoved = loop.wheel().now();
  }

  /** Whether there was a connection, so that something may have been sent. */
  boolean reached() {
    return reached;
  }

  /** Whether a connection is there. */
  boolean connected() {
    return connected;
  }

  /** When something moved last. */
  long lastMoved() {
    return lastMoved;
  }

  /** Until when the head of an answer must be there. */
  Deadline deadline() {
    return deadline;
  }

  /** Finds or makes a connection. */
  void start() {
    boolean mine = fresh;
    UpstreamUse use = new UpstreamUse(pool.name(), pool.config().connections(), client, fresh);
    Upstream opened = loop.connections().upstreams().open(use, lease.backend(), this);
    if (mine == fresh && !over) {
      upstream = opened;
    } else if (over) {
      opened.cancel();
    }
  }

  /** Sends the head. */
  Outgoing send(RequestHead head, HeadEdits edits, boolean upgrade) {
    return upstream.send(head, edits, head.length(), upgrade);
  }

  @Override
  public void ready(Upstream stream) {
    if (over) {
      stream.cancel();
      return;
    }
    upstream = stream;
    connected = true;
    reached = true;
    touch();
    owner.ready(this);
  }

  @Override
  public void writable() {
    if (!over) {
      touch();
      owner.bodyWritable();
    }
  }

  @Override
  public void interim(ResponseHead head) {
    if (!over) {
      touch();
      owner.interim(head);
    }
  }

  @Override
  public void answered(ResponseHead head, Incoming body) {
    if (!over) {
      touch();
      lease.responded();
      owner.answered(this, head, body);
    }
  }

  @Override
  public void switched(ResponseHead head, ChannelConnection connection) {
    if (over) {
      connection.close();
    } else {
      touch();
      lease.responded();
      owner.switched(this, head, connection);
    }
  }

  @Override
  public void failed(Fault fault) {
    if (over) {
      return;
    }
    boolean again =
        switch (fault.kind()) {
          // The backend closed a kept connection while the request was on its way.
          case STALE -> owner.idempotent() && owner.replayable();
          case NOT_SENT -> owner.replayable();
          default -> false;
        };
    if (again && !fresh) {
      fresh = true;
      connected = false;
      upstream = NONE;
      owner.resent(this);
      start();
    } else {
      fail(fault);
    }
  }

  /** Ends it as a failure of the backend, or of what leads to it. */
  void fail(Fault fault) {
    if (!over) {
      Verdict verdict = Verdict.of(fault);
      giveUp(verdict.outcome());
      owner.failed(this, verdict, fault);
    }
  }

  /** Ends it, broken off; its owner hears nothing more of it. */
  void giveUp(Outcome outcome) {
    if (!over) {
      over = true;
      lease.complete(outcome);
      upstream.cancel();
    }
  }

  /** Ends it as it should end. */
  void done(Outcome outcome) {
    if (!over) {
      over = true;
      lease.complete(outcome);
    }
  }
}
