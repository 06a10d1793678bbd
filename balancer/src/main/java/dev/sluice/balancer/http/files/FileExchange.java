package dev.sluice.balancer.http.files;

import dev.sluice.balancer.http.Reason;
import dev.sluice.balancer.http.exchange.Exchanges;
import dev.sluice.balancer.http.exchange.LocalAnswer;
import dev.sluice.balancer.http.exchange.Ongoing;
import dev.sluice.balancer.http.exchange.RequestRecord;
import dev.sluice.balancer.http.head.BodyLength;
import dev.sluice.balancer.http.head.FieldList;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.head.ResponseHead;
import dev.sluice.balancer.http.stream.Downstream;
import dev.sluice.balancer.http.stream.Outgoing;
import dev.sluice.balancer.net.Loop;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request for a file, from the look-up to the end of its answer. For one event loop. */
final class FileExchange implements Downstream.Listener, Ongoing {

  private static final Logger LOG = LoggerFactory.getLogger(FileExchange.class);

  private final Loop loop;
  private final Exchanges exchanges;
  private final Downstream request;
  private final RequestRecord record;
  private final Patience patience;
  private Optional<FileBody> body = Optional.empty();
  private int answered;
  private boolean over;
  private int place;

  FileExchange(
      Loop loop, Exchanges exchanges, Patience patience, Downstream request, RequestRecord record) {
    this.loop = loop;
    this.exchanges = exchanges;
    this.patience = patience;
    this.request = request;
    this.record = record;
  }

  /**
   * Begins.
   *
   * @param lookup blocks
   */
  void start(Callable<Reply> lookup) {
    exchanges.add(this);
    request.listen(this);
    if (over) {
      return; // the client was gone already
    }
    loop.blocking(lookup)
        .onComplete(
            found -> {
              if (found.failed()) {
                failed(found.cause());
              } else if (over) {
                found.result().discard();
              } else {
                answer(found.result());
              }
            });
  }

  private void answer(Reply reply) {
    try {
      if (reply instanceof Reply.Refused refused) {
        refuse(refused.reason(), refused.fields());
      } else if (reply instanceof Reply.Made made) {
        over = true;
        try {
          LocalAnswer.send(request, record, made.status(), made.fields(), made.body());
        } finally {
          exchanges.remove(this);
        }
      } else if (reply instanceof Reply.HeadOnly head) {
        sent(begin(head.status(), head.fields(), BodyLength.NONE));
      } else if (reply instanceof Reply.Content content) {
        send(content);
      }
    } catch (RuntimeException fault) {
      LOG.error("the answer to a request for a file failed", fault);
      if (!over) {
        breakOff(Reason.INTERNAL_ERROR);
      }
    }
  }

  private void send(Reply.Content content) {
    Outgoing out;
    try {
      out = begin(content.status(), content.fields(), content.rest().length());
    } catch (RuntimeException fault) {
      content.discard();
      throw fault;
    }
    FileBody sending =
        new FileBody(
            loop,
            out,
            content,
            new FileBody.Ends(() -> sent(out), this::failed, () -> breakOff(Reason.CLIENT_TIMEOUT)),
            patience);
    body = Optional.of(sending);
    sending.advance();
  }

  private Outgoing begin(int status, FieldList fields, long length) {
    answered = status;
    return request.answer(ResponseHead.of(status, fields, length), new HeadEdits(), length);
  }

  private void sent(Outgoing out) {
    over = true;
    try {
      record.end(answered, 0, request.written());
      out.end(Fields.NONE);
    } finally {
      exchanges.remove(this);
    }
  }

  private void failed(Throwable cause) {
    if (!over) {
      LOG.warn("{}: {}", request.head().target(), cause.toString());
      breakOff(Reason.INTERNAL_ERROR);
    }
  }

  @Override
  public void writable() {
    body.ifPresent(FileBody::advance);
  }

  @Override
  public void gone() {
    if (!over) {
      end(Reason.CLIENT_GONE.status(), Reason.CLIENT_GONE);
    }
  }

  @Override
  public void stop() {
    if (!over) {
      breakOff(Reason.STOPPED);
    }
  }

  /** The client gets a refusal or, in the middle of an answer, sees that it is broken off. */
  private void breakOff(Reason reason) {
    if (answered == 0) {
      refuse(reason, FieldList.of());
    } else {
      end(answered, reason);
      request.reset();
    }
  }

  private void refuse(Reason reason, FieldList fields) {
    over = true;
    try {
      LocalAnswer.refuse(request, record, reason, 0, fields);
    } finally {
      exchanges.remove(this);
    }
  }

  private void end(int status, Reason reason) {
    over = true;
    body.ifPresent(FileBody::stop);
    record.end(status, reason, 0, request.written());
    exchanges.remove(this);
  }

  @Override
  public int place() {
    return place;
  }

  @Override
  public void place(int to) {
    place = to;
  }
}
