package dev.sluice.backend;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.Random;

/** {@code /bytes/N}: N bytes, always the same ones. */
final class BytesHandler implements Handler<RoutingContext> {

  // A prime: a lost, doubled or moved block of any buffer's size shifts the pattern and so changes
  // the hash.
  private static final int PERIOD = 65_521;
  private static final long SEED = 42;

  private final Buffer pattern;

  BytesHandler() {
    byte[] bytes = new byte[PERIOD];
    new Random(SEED).nextBytes(bytes);
    this.pattern = Buffer.buffer(bytes);
  }

  @Override
  public void handle(RoutingContext context) {
    String text = context.pathParam("size");
    OptionalLong size = Sizes.parse(text);
    if (size.isEmpty()) {
      Replies.badValue(context, text, "a number of bytes such as 1000, 64KiB or 10GiB");
      return;
    }
    HttpServerResponse response = context.response();
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/octet-stream")
        .putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(size.getAsLong()));
    if (Replies.isHead(context)) {
      response.end();
    } else {
      StreamedBody.send(context.vertx().getOrCreateContext(), response, parts(size.getAsLong()));
    }
  }

  private Iterator<Buffer> parts(long size) {
    return new Iterator<>() {
      private long left = size;

      @Override
      public boolean hasNext() {
        return left > 0;
      }

      @Override
      public Buffer next() {
        if (left <= 0) {
          throw new NoSuchElementException();
        }
        int length = (int) Math.min(left, PERIOD);
        left -= length;
        return length == PERIOD ? pattern : pattern.slice(0, length);
      }
    };
  }
}
