package dev.sluice.backend;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** {@code /status/CODE}: answers with that status. */
final class StatusHandler implements Handler<RoutingContext> {

  @Override
  public void handle(RoutingContext context) {
    String text = context.pathParam("code");
    if (!text.matches("[2-5]\\d\\d")) {
      Replies.badValue(context, text, "a final status code, 200 to 599");
      return;
    }
    int code = Integer.parseInt(text);
    String reason = HttpResponseStatus.valueOf(code).reasonPhrase();
    Replies.text(context, code, code + " " + reason + "\n");
  }
}
