package dev.sluice.load.carrier;

import dev.sluice.load.plan.Target;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;

/** Sends one text and takes the first data that comes back as the answer. */
final class TcpCarrier implements Carrier {

  private final NetClient client;
  private final Buffer message;
  private final boolean keepAlive;
  private NetSocket socket;
  private Promise<Answer> pending;
  private Throwable cause;
  private int drops;

  TcpCarrier(NetClient client, Buffer message, boolean keepAlive) {
    this.client = client;
    this.message = message;
    this.keepAlive = keepAlive;
  }

  @Override
  public Future<Answer> exchange(Target target) {
    if (socket != null) {
      return send();
    }
    int before = drops;
    return client
        .connect(target.endpoint().port(), target.endpoint().host())
        .recover(failure -> Future.failedFuture(ExchangeException.connecting(failure)))
        .compose(open -> opened(open, before));
  }

  @Override
  public boolean connected() {
    return socket != null;
  }

  @Override
  public void drop() {
    drops++;
    NetSocket open = socket;
    socket = null;
    if (open != null) {
      open.close();
    }
    fail(new ExchangeException(ErrorKind.RESET, "given up"));
  }

  private Future<Answer> opened(NetSocket open, int before) {
    if (before != drops) {
      open.close();
      return Future.failedFuture(new ExchangeException(ErrorKind.CONNECT, "given up"));
    }
    socket = open;
    cause = null;
    open.handler(data -> received(open, data));
    open.exceptionHandler(failure -> cause = failure);
    open.closeHandler(end -> closed(open));
    return send();
  }

  private Future<Answer> send() {
    Promise<Answer> promise = Promise.promise();
    pending = promise;
    socket.write(message);
    return promise.future();
  }

  private void received(NetSocket from, Buffer data) {
    Promise<Answer> promise = pending;
    // The rest of an answer that came in pieces belongs to nobody.
    if (promise == null || from != socket) {
      return;
    }
    pending = null;
    if (!keepAlive) {
      drop();
    }
    String text = data.toString().strip();
    promise.complete(new Answer(0, BackendName.of(text), data.length(), message.length(), text));
  }

  private void closed(NetSocket gone) {
    if (gone != socket) {
      return;
    }
    socket = null;
    fail(
        cause == null
            ? new ExchangeException(ErrorKind.RESET, "closed without an answer")
            : ExchangeException.exchanging(cause));
  }

  private void fail(ExchangeException failure) {
    Promise<Answer> promise = pending;
    pending = null;
    if (promise != null) {
      promise.fail(failure);
    }
  }
}
