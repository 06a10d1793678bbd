package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.head.BodyLength;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.head.ResponseHead;
import dev.sluice.balancer.http.head.Version;
import dev.sluice.balancer.http.stream.Client;
import dev.sluice.balancer.http.stream.Downstream;
import dev.sluice.balancer.http.stream.Incoming;
import dev.sluice.balancer.http.stream.Outgoing;
import dev.sluice.balancer.net.ChannelConnection;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request of a connection and its answer. Decides, when the answer begins, whether the
 * connection is closed behind it. For one event loop.
 */
final class ServerExchange implements Downstream {

  private static final Logger LOG = LoggerFactory.getLogger(ServerExchange.class);

  private static final int USUAL_HEAD = 1024;

  private final ServerConnection connection;
  private final Output out;
  private final Client client;
  private final H1Request head;
  private final ServerBody body;
  private final boolean bodiless;
  private Listener listener;
  private ServerAnswer answer;
  private boolean continued;
  private boolean last;
  private boolean closing;
  private boolean gone;
  private boolean over;

  ServerExchange(ServerConnection connection, Output out, Client client, H1Request head) {
    this.connection = connection;
    this.out = out;
    this.client = client;
    this.head = head;
    this.body = new ServerBody(connection, head);
    this.bodiless = head.method().equals("HEAD");
  }

  @Override
  public Client client() {
    return client;
  }

  @Override
  public RequestHead head() {
    return head;
  }

  @Override
  public Incoming body() {
    return body;
  }

  @Override
  public void listen(Listener told) {
    listener = told;
    if (gone) {
      told.gone();
    }
  }

  @Override
  public boolean expectsContinue() {
    return head.expectsContinue();
  }

  @Override
  public void interim(ResponseHead interim, HeadEdits edits) {
    if (over || answer != null || head.version() == Version.HTTP_1_0) {
      return;
    }
    continued |= interim.status() == 100;
    ByteBuf bytes = out.buffer(USUAL_HEAD);
    try {
      HeadWriter.response(interim, edits, BodyLength.NONE, hop(false, false), bytes);
    } catch (RuntimeException fault) {
      bytes.release();
      connection.failed(fault);
      return;
    }
    out.write(bytes);
    out.flush();
  }

  @Override
  public Outgoing answer(ResponseHead response, HeadEdits edits, long length) {
    if (over || answer != null) {
      return Outgoing.NOWHERE;
    }
    int status = response.status();
    BodyWriter writer = BodyWriter.response(length, hop(false, false), status);
    closing =
        last
            || !head.keepAlive()
            || connection.draining()
            || writer.untilClose()
            || body.broken()
            || (!body.ended() && head.expectsContinue() && !continued)
            || body.leaves(ServerConnection.MOST_DISCARDED);
    connection.date().addTo(response, edits);
    ByteBuf bytes = out.buffer(USUAL_HEAD);
    try {
      HeadWriter.response(response, edits, length, hop(closing, false), bytes);
    } catch (RuntimeException fault) {
      bytes.release();
      connection.failed(fault);
      return Outgoing.NOWHERE;
    }
    boolean empty = bodiless || status == 204 || status == 304;
    answer = new ServerAnswer(this, out, writer, empty, bytes);
    return answer;
  }

  private Hop hop(boolean close, boolean upgrade) {
    return new Hop(head.version(), close, upgrade, bodiless);
  }

  @Override
  public void upgrade(ResponseHead response, HeadEdits edits, Consumer<ChannelConnection> taker) {
    if (over || answer != null) {
      return;
    }
    if (!body.ended()) {
      // What comes next is still of the request (RFC 9110, section 7.8).
      connection.failed(new IllegalStateException("an upgrade in the middle of a request"));
      return;
    }
    ByteBuf bytes = out.buffer(USUAL_HEAD);
    try {
      HeadWriter.response(response, edits, BodyLength.NONE, hop(false, true), bytes);
    } catch (RuntimeException fault) {
      bytes.release();
      connection.failed(fault);
      return;
    }
    over = true;
    out.write(bytes);
    connection.leave(taker);
  }

  @Override
  public void takeNoMore() {
    last = true;
  }

  @Override
  public void reset() {
    if (!over) {
      boolean looksWhole = looksWhole();
      drop();
      connection.breakOff(looksWhole);
    }
  }

  @Override
  public long written() {
    return answer == null ? 0 : answer.written();
  }

  // --- for the connection

  /** Its body, which is read by the connection. */
  ServerBody incoming() {
    return body;
  }

  /** Whether its answer was written to its end. */
  boolean answered() {
    return over && answer != null && !gone;
  }

  /** Whether only the connection's end tells that of the answer. */
  boolean looksWhole() {
    return answer != null && answer.untilClose();
  }

  /** Whether nothing was written that an answer of ours would come behind. */
  boolean unanswered() {
    return answer == null;
  }

  /** Whether the request was a HEAD. */
  boolean bodiless() {
    return bodiless;
  }

  /** Whether the connection ends with it. */
  boolean closing() {
    return closing;
  }

  /** Whether the client knew before that it ends with it. */
  boolean expectsClose() {
    return !head.keepAlive();
  }

  /** The answer can be written on. */
  void writable() {
    if (!over && listener != null && answer != null) {
      listener.writable();
    }
  }

  /** Nobody waits for the answer any more. */
  void gone() {
    if (over) {
      return;
    }
    gone = true;
    drop();
    if (listener != null) {
      try {
        listener.gone();
      } catch (RuntimeException fault) {
        LOG.error("the end of a request failed", fault);
      }
    }
  }

  /** Its head is not asked for any more. */
  void release() {
    head.release();
  }

  // --- for the answer

  /** It was written to its end. */
  void ended() {
    over = true;
    body.abandon();
    connection.answered();
  }

  /** It isn't what its head says. */
  void misframed(IllegalStateException fault) {
    connection.failed(fault);
  }

  private void drop() {
    over = true;
    body.abandon();
    if (answer != null) {
      answer.drop();
    }
  }
}
