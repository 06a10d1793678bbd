package dev.sluice.load.carrier;

import dev.sluice.load.plan.Target;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** Sends a text message and takes the next message as the answer. */
final class WebSocketCarrier implements Carrier {

  private final WebSocketClient client;
  private final Function<Target, WebSocketConnectOptions> options;
  private final String message;
  private final boolean keepAlive;
  private WebSocket socket;
  private Target connectedTo;
  private Promise<Answer> pending;
  private int drops;

  WebSocketCarrier(
      WebSocketClient client,
      Function<Target, WebSocketConnectOptions> options,
      String message,
      boolean keepAlive) {
    this.client = client;
    this.options = options;
    this.message = message;
    this.keepAlive = keepAlive;
  }

  @Override
  public Future<Answer> exchange(Target target) {
    if (socket != null && !target.equals(connectedTo)) {
      // The path is agreed on once per connection.
      drop();
    }
    if (socket != null) {
      return send();
    }
    int before = drops;
    return client
        .connect(options.apply(target))
        .recover(failure -> Future.failedFuture(ExchangeException.connecting(failure)))
        .compose(open -> opened(open, target, before));
  }

  @Override
  public boolean connected() {
    return socket != null;
  }

  @Override
  public void drop() {
    drops++;
    WebSocket open = socket;
    socket = null;
    if (open != null) {
      open.close();
    }
    fail("given up");
  }

  private Future<Answer> opened(WebSocket open, Target target, int before) {
    if (before != drops) {
      open.close();
      return Future.failedFuture(new ExchangeException(ErrorKind.CONNECT, "given up"));
    }
    socket = open;
    connectedTo = target;
    open.textMessageHandler(text -> received(open, text));
    open.binaryMessageHandler(data -> received(open, data.toString()));
    open.exceptionHandler(failure -> closed(open));
    open.closeHandler(end -> closed(open));
    return send();
  }

  private Future<Answer> send() {
    Promise<Answer> promise = Promise.promise();
    pending = promise;
    socket.writeTextMessage(message);
    return promise.future();
  }

  private void received(WebSocket from, String text) {
    Promise<Answer> promise = pending;
    if (promise == null || from != socket) {
      return;
    }
    pending = null;
    String name = BackendName.of(text);
    String backend = name.equals(BackendName.UNKNOWN) ? BackendName.of(from.headers()) : name;
    if (!keepAlive) {
      drop();
    }
    promise.complete(new Answer(0, backend, bytes(text), bytes(message), text.strip()));
  }

  private void closed(WebSocket gone) {
    if (gone == socket) {
      socket = null;
      fail("closed without an answer");
    }
  }

  private void fail(String why) {
    Promise<Answer> promise = pending;
    pending = null;
    if (promise != null) {
      promise.fail(new ExchangeException(ErrorKind.RESET, why));
    }
  }

  private static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
