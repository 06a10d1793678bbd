package dev.sluice.backend;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Iterator;

/** Writes a body made on the way, only as fast as the client takes it. */
final class StreamedBody {

  // A client as fast as the producer must not keep the event loop to itself.
  private static final int BATCH = 16;

  private final Context context;
  private final HttpServerResponse response;
  private final Iterator<Buffer> parts;

  private StreamedBody(Context context, HttpServerResponse response, Iterator<Buffer> parts) {
    this.context = context;
    this.response = response;
    this.parts = parts;
  }

  /** Takes the response over and ends it after the last part. */
  static void send(Context context, HttpServerResponse response, Iterator<Buffer> parts) {
    StreamedBody body = new StreamedBody(context, response, parts);
    response.exceptionHandler(gone -> {});
    response.drainHandler(drained -> body.writeSome());
    body.writeSome();
  }

  private void writeSome() {
    for (int written = 0; written < BATCH; written++) {
      if (response.ended() || response.closed()) {
        return;
      }
      if (!parts.hasNext()) {
        response.end();
        return;
      }
      if (response.writeQueueFull()) {
        return;
      }
      response.write(parts.next());
    }
    context.runOnContext(next -> writeSome());
  }
}
