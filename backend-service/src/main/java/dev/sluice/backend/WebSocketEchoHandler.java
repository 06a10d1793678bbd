package dev.sluice.backend;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code /ws}: returns every data frame as it came, fragments as fragments; closes with the peer's
 * close code.
 */
final class WebSocketEchoHandler implements Handler<RoutingContext> {

  @Override
  public void handle(RoutingContext context) {
    boolean upgrade =
        context.request().version() == HttpVersion.HTTP_1_1
            && "websocket".equalsIgnoreCase(context.request().getHeader(HttpHeaders.UPGRADE));
    if (!upgrade) {
      context.response().putHeader(HttpHeaders.UPGRADE, "websocket");
      Replies.text(context, 426, "Upgrade Required: ask for a WebSocket over HTTP/1.1\n");
      return;
    }
    context
        .request()
        .toWebSocket()
        .onSuccess(WebSocketEchoHandler::echo)
        .onFailure(
            refused -> {
              if (!context.response().ended()) {
                Replies.text(context, 400, "Bad Request: not a WebSocket handshake\n");
              }
            });
  }

  private static void echo(ServerWebSocket socket) {
    socket.exceptionHandler(gone -> {});
    socket.drainHandler(drained -> socket.resume());
    socket.frameHandler(
        frame -> {
          if (isData(frame) && !socket.isClosed()) {
            socket.writeFrame(frame);
            if (socket.writeQueueFull()) {
              socket.pause();
            }
          }
        });
  }

  private static boolean isData(WebSocketFrame frame) {
    return frame.isText() || frame.isBinary() || frame.isContinuation();
  }
}
