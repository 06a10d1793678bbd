package dev.sluice.backend;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.nio.ByteBuffer;

/** {@code /upload}: reads the body and answers its length and SHA-256. */
final class UploadHandler implements Handler<RoutingContext> {

  @Override
  public void handle(RoutingContext context) {
    BodyDigest digest = new BodyDigest();
    HttpServerRequest request = context.request();
    request.exceptionHandler(gone -> {});
    request.handler(part -> digest.update(ByteBuffer.wrap(part.getBytes())));
    request.endHandler(
        end ->
            Replies.json(
                context,
                new JsonObject().put("bytes", digest.bytes()).put("sha256", digest.sha256())));
  }
}
