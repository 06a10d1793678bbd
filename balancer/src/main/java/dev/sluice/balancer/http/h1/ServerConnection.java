package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.Reason;
import dev.sluice.balancer.http.head.CurrentDate;
import dev.sluice.balancer.http.stream.Client;
import dev.sluice.balancer.net.ChannelConnection;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: what it waits for, and since when. One request is under way at a time;
 * what comes behind it waits, and isn't read beyond a bound. For one event loop.
 */
final class ServerConnection {

  /** Of a body that nobody wants: more isn't read for the sake of the connection. */
  static final long MOST_DISCARDED = 256 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(ServerConnection.class);

  /** Enough has been read behind the request that is under way. */
  private static final int ENOUGH_AHEAD = 16 * 1024;

  /** What is waited for. */
  private enum Phase {
    /** The first byte of the first head. */
    FIRST,
    /** The first byte of a further head. */
    IDLE,
    /** The end of a head that has begun. */
    HEAD,
    /** The answer. */
    BUSY,
    /** The end of a body that nobody wants. */
    DISCARD,
    /** Nothing any more. */
    OVER
  }

  private final H1Server server;
  private final DuplexChannel channel;
  private final Client client;
  private final RequestReader reader;
  private final Inbox inbox;
  private final ClientClock clock;
  private final Unsent unsent = new Unsent();
  private final Runnable next = this::process;
  private Output out;
  private Exit exit;
  private Phase phase = Phase.FIRST;
  private ServerExchange exchange;
  private boolean processing;
  private boolean called;
  private boolean reading;

  ServerConnection(H1Server server, DuplexChannel channel, Client client) {
    this.server = server;
    this.channel = channel;
    this.client = client;
    this.reader = new RequestReader(server.settings().maxHead(), client.encrypted());
    this.inbox = new Inbox(channel.alloc());
    this.clock = new ClientClock(server.wheel(), server.settings(), this::late);
  }

  /** Takes its place in the pipeline. */
  void begin(ByteBuf first) {
    channel.pipeline().addLast(ServerHandler.NAME, new ServerHandler(this));
    clock.first();
    inbox.add(first);
    process();
  }

  /** No further request than one that has begun is waited for. */
  void drain() {
    if (phase == Phase.IDLE && inbox.isEmpty()) {
      close(false);
    } else if (phase == Phase.FIRST) {
      clock.brief();
    }
  }

  void stop() {
    channel.close();
  }

  // --- what comes

  /** It is in the pipeline. */
  void added(ChannelHandlerContext place) {
    out = new Output(place);
    exit = new Exit(place, server);
  }

  void read(ByteBuf bytes) {
    if (phase == Phase.OVER) {
      bytes.release();
      return;
    }
    reading = true;
    out.hold();
    inbox.add(bytes);
    process();
  }

  /** What was there to be read in one go was read. */
  void readComplete() {
    reading = false;
    settle();
  }

  /** Does what can be done with what has come. */
  private void process() {
    if (processing) {
      return;
    }
    processing = true;
    out.hold();
    try {
      while (step()) {
        // as long as something comes of it
      }
    } catch (RuntimeException fault) {
      failed(fault);
    }
    processing = false;
    settle();
  }

  private boolean step() {
    return switch (phase) {
      case FIRST, IDLE, HEAD -> readHead();
      case BUSY -> exchange.answered() ? finish() : exchange.incoming().deliver(inbox);
      case DISCARD -> discard();
      case OVER -> false;
    };
  }

  private boolean readHead() {
    // Who doesn't take answers gets no more of them.
    if (inbox.isEmpty() || !channel.isWritable()) {
      return false;
    }
    H1Request head;
    try {
      head = reader.read(inbox.bytes());
    } catch (Malformed malformed) {
      refuse(malformed.reason(), malformed.getMessage());
      return false;
    }
    if (head == null) {
      begun();
      return false;
    }
    phase = Phase.BUSY;
    exchange = new ServerExchange(this, out, client, head);
    server.handler().accept(exchange);
    return true;
  }

  private void begun() {
    if (phase == Phase.HEAD || !reader.begun()) {
      return;
    }
    if (phase == Phase.FIRST) {
      clock.firstHead();
    } else {
      clock.head();
    }
    phase = Phase.HEAD;
  }

  private boolean finish() {
    if (called) {
      // The exchange is still in the middle of something.
      later();
      return false;
    }
    ServerBody body = exchange.incoming();
    if (exchange.closing() || body.broken()) {
      close(!body.ended() || !inbox.isEmpty() || !exchange.expectsClose());
      return false;
    }
    if (body.ended()) {
      idle();
    } else {
      phase = Phase.DISCARD;
      clock.brief();
    }
    return true;
  }

  private void idle() {
    exchange.release();
    exchange = null;
    phase = Phase.IDLE;
    if (server.draining() && inbox.isEmpty()) {
      close(false);
    } else {
      clock.idle();
    }
  }

  private boolean discard() {
    ServerBody body = exchange.incoming();
    try {
      long discarded = body.discard(inbox);
      if (body.ended()) {
        idle();
        return true;
      }
      if (discarded > MOST_DISCARDED) {
        close(true);
      }
    } catch (Malformed malformed) {
      close(true);
    }
    return false;
  }

  /** Ends a turn: what was kept for its end is done. */
  private void settle() {
    if (phase == Phase.OVER) {
      inbox.clear();
      return;
    }
    inbox.trim();
    if (!reading) {
      if (phase == Phase.BUSY) {
        batch();
      }
      out.letGo();
    }
    updateReading();
  }

  private void batch() {
    try {
      exchange.incoming().batch();
    } catch (RuntimeException fault) {
      failed(fault);
    }
  }

  /** Reads, or not, as much as is wanted. */
  void updateReading() {
    boolean wanted =
        switch (phase) {
          case FIRST, HEAD, DISCARD -> true;
          case IDLE -> inbox.size() < ENOUGH_AHEAD;
          case BUSY -> {
            // Even if nothing is wanted of the client: only who reads notices that it leaves.
            ServerBody body = exchange.incoming();
            yield body.flows() || (body.waits() && inbox.size() < ENOUGH_AHEAD);
          }
          case OVER -> channel.config().isAutoRead();
        };
    if (wanted != channel.config().isAutoRead()) {
      channel.config().setAutoRead(wanted);
    }
  }

  /** The client has taken some of what was written. */
  void writable() {
    if (phase == Phase.BUSY) {
      try {
        exchange.writable();
      } catch (RuntimeException fault) {
        failed(fault);
      }
    } else {
      process();
    }
  }

  // --- how it ends

  /** The client sends nothing any more. */
  void inputEnded() {
    if (phase == Phase.BUSY && !exchange.answered()) {
      gone();
      channel.close();
    } else if (phase != Phase.OVER) {
      close(false);
    }
  }

  /** The channel is closed. */
  void gone() {
    boolean waits = phase == Phase.BUSY && !exchange.answered();
    over();
    if (waits) {
      exchange.gone();
    }
  }

  /** Nothing that comes is of interest any more. */
  void over() {
    phase = Phase.OVER;
    clock.stop();
    if (!processing) {
      inbox.clear();
    }
  }

  private void late() {
    switch (phase) {
      case IDLE -> {
        if (unsent.moves(channel)) {
          clock.idle();
        } else {
          channel.close();
        }
      }
      case FIRST, DISCARD -> channel.close();
      case HEAD -> refuse(Reason.CLIENT_TIMEOUT, "half a head");
      case BUSY, OVER -> {}
    }
  }

  /** Something of ours threw: the client gets a 500 or, in the middle of an answer, no more. */
  void failed(RuntimeException fault) {
    LOG.error("{}: a request failed", server.settings().name(), fault);
    if (phase == Phase.OVER) {
      return;
    }
    if (phase != Phase.BUSY) {
      refuse(Reason.INTERNAL_ERROR, fault.toString());
    } else if (exchange.answered()) {
      later();
    } else {
      boolean answerable = exchange.unanswered();
      over();
      exchange.gone();
      if (answerable) {
        server.refused(
            client,
            Reason.INTERNAL_ERROR,
            fault.toString(),
            exchange.bodiless() ? 0 : Refusal.length(Reason.INTERNAL_ERROR));
        answer(Reason.INTERNAL_ERROR, exchange.bodiless());
      } else {
        breakOff(exchange.looksWhole());
      }
    }
  }

  private void refuse(Reason reason, String detail) {
    server.refused(client, reason, detail, Refusal.length(reason));
    answer(reason, false);
  }

  private void answer(Reason reason, boolean bodiless) {
    out.write(Refusal.of(reason, bodiless, server.date(), channel.alloc()));
    close(true);
  }

  /**
   * Closes it behind what was written.
   *
   * @param linger whether the client may still send something
   */
  private void close(boolean linger) {
    over();
    exit.close(linger);
  }

  // --- for the exchange

  CurrentDate date() {
    return server.date();
  }

  boolean draining() {
    return server.draining();
  }

  /** Someone takes the body. */
  void bodyWanted() {
    if (!processing && phase == Phase.BUSY) {
      called = true;
      process();
      called = false;
    }
  }

  /** The answer was written to its end. */
  void answered() {
    if (!processing) {
      later();
    }
  }

  /** Goes on when the exchange is no longer in the middle of something. */
  private void later() {
    channel.eventLoop().execute(next);
  }

  /**
   * Ends it in the middle of an answer.
   *
   * @param looksWhole whether an orderly end would pass for the answer's
   */
  void breakOff(boolean looksWhole) {
    over();
    exit.breakOff(looksWhole);
  }

  /** Leaves HTTP, behind what was written; what has come goes to the taker first. */
  void leave(Consumer<ChannelConnection> taker) {
    channel.flush();
    phase = Phase.OVER;
    clock.stop();
    server.left(this);
    if (channel.isActive()) {
      taker.accept(exit.leave(inbox.take()));
    }
  }
}
