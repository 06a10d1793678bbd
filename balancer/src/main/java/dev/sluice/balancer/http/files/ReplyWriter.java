package dev.sluice.balancer.http.files;

import io.vertx.core.Future;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a reply on the event loop. */
final class ReplyWriter {

  private static final Logger LOG = LoggerFactory.getLogger(ReplyWriter.class);

  private ReplyWriter() {}

  static void write(RoutingContext rc, Reply reply) {
    HttpServerResponse response = rc.response();
    if (response.ended() || response.closed() || response.headWritten()) {
      release(reply);
      return;
    }
    reply.headers().forEach(response::putHeader);
    if (reply.status() >= 400) {
      rc.fail(reply.status());
      return;
    }
    if (!response.headers().contains(HttpHeaders.CACHE_CONTROL)) {
      response.putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
    }
    response.setStatusCode(reply.status());
    if (reply.body() instanceof Reply.Slice slice) {
      send(rc, reply, slice);
    } else if (reply.body() instanceof Reply.Page page) {
      response.end(page.html());
    } else {
      response.end();
    }
  }

  private static void send(RoutingContext rc, Reply reply, Reply.Slice slice) {
    sendFile(rc, slice)
        .onComplete(
            sent -> {
              close(slice.channel());
              if (sent.failed()) {
                LOG.debug("{}: {}", slice.path(), sent.cause().getMessage());
                abandon(rc, reply, sent.cause());
              }
            });
  }

  private static Future<Void> sendFile(RoutingContext rc, Reply.Slice slice) {
    // By channel is for HTTP/1.x only; with TLS, a file that shrinks meanwhile would make Netty's
    // ChunkedNioFile spin on the event loop. By name would open the file on the event loop.
    return http2(rc.request()) || rc.request().isSSL()
        ? pipe(rc, slice)
        : rc.response().sendFile(slice.channel(), slice.offset(), slice.length());
  }

  private static Future<Void> pipe(RoutingContext rc, Reply.Slice slice) {
    return rc.vertx()
        .fileSystem()
        .open(slice.path().toString(), new OpenOptions().setWrite(false).setCreate(false))
        .compose(
            file ->
                file.setReadPos(slice.offset())
                    .setReadLength(slice.length())
                    .pipe()
                    .endOnComplete(false)
                    .to(rc.response())
                    .compose(sent -> endIfComplete(rc.response(), file))
                    .eventually(file::close));
  }

  private static Future<Void> endIfComplete(HttpServerResponse response, AsyncFile file) {
    // The read length counts down what is still to come.
    return file.getReadLength() > 0
        ? Future.failedFuture("the file shrank while it was sent")
        : response.end();
  }

  private static void abandon(RoutingContext rc, Reply reply, Throwable cause) {
    HttpServerResponse response = rc.response();
    if (response.closed()) {
      return;
    }
    if (!response.headWritten()) {
      reply.headers().keySet().forEach(response.headers()::remove);
      response.headers().remove(HttpHeaders.CACHE_CONTROL);
      rc.fail(cause.getCause() instanceof NoSuchFileException ? 404 : 500);
    } else if (http2(rc.request())) {
      response.reset();
    } else {
      // Fewer bytes than announced can be told from a complete answer only by the connection's end.
      rc.request().connection().close();
    }
  }

  private static void release(Reply reply) {
    if (reply.body() instanceof Reply.Slice slice) {
      close(slice.channel());
    }
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("Closing a file: {}", e.getMessage());
    }
  }

  private static boolean http2(HttpServerRequest request) {
    return request.version() == HttpVersion.HTTP_2;
  }
}
