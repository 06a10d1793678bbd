package dev.sluice.backend;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;

/** {@code /delay/MS}: answers after that many milliseconds. */
final class DelayHandler implements Handler<RoutingContext> {

  private static final int MAX_MILLIS = 3_600_000;

  @Override
  public void handle(RoutingContext context) {
    String text = context.pathParam("ms");
    if (!text.matches("\\d{1,7}") || Integer.parseInt(text) > MAX_MILLIS) {
      Replies.badValue(context, text, "milliseconds, 0 to " + MAX_MILLIS);
      return;
    }
    int millis = Integer.parseInt(text);
    String body = "waited " + millis + " ms\n";
    if (millis == 0) {
      Replies.text(context, 200, body);
    } else {
      context
          .vertx()
          .timer(millis, TimeUnit.MILLISECONDS)
          .onSuccess(elapsed -> Replies.text(context, 200, body));
    }
  }
}
