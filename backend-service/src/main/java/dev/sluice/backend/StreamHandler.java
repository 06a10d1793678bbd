package dev.sluice.backend;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.stream.LongStream;

/**
 * {@code /stream/N}: N chunks of unannounced length, {@code chunk 1} to {@code chunk N}, a line
 * each.
 */
final class StreamHandler implements Handler<RoutingContext> {

  @Override
  public void handle(RoutingContext context) {
    String text = context.pathParam("count");
    if (!text.matches("\\d{1,12}")) {
      Replies.badValue(context, text, "a number of chunks");
      return;
    }
    HttpServerResponse response = context.response();
    response.putHeader(HttpHeaders.CONTENT_TYPE, Replies.TEXT).setChunked(true);
    if (Replies.isHead(context)) {
      response.end();
      return;
    }
    StreamedBody.send(
        context.vertx().getOrCreateContext(),
        response,
        LongStream.rangeClosed(1, Long.parseLong(text))
            .mapToObj(i -> Buffer.buffer("chunk " + i + "\n"))
            .iterator());
  }
}
