package dev.sluice.balancer.http.files;

import dev.sluice.balancer.config.Destination;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the files below a folder, to GET and HEAD.
 *
 * <p><b>Paths.</b> The whole path of the request is resolved below the root, whatever route this
 * handler is on: with a rule for {@code /assets/*}, {@code /assets/x.js} is {@code
 * ROOT/assets/x.js}. Only the mount point of a sub-router is taken off first. Names are decoded
 * once; runs of slashes count as one. A path with {@code .} or {@code ..} in it, however written,
 * with an encoded slash, a backslash or a control character, or with a name that begins with a dot
 * (but for {@code /.well-known}), gets 404 without a look at the disk. Symbolic links are followed
 * as long as they end below the root, through hidden folders too, since mounted ConfigMaps are made
 * that way; others count as absent. Who can write below the root is trusted not to swap folders for
 * links while they are being read.
 *
 * <p><b>Answers.</b>
 *
 * <ul>
 *   <li>A file: 200, or 206, 304, 412, 416 as RFC 9110 §13 and §14 have it. The entity tag is
 *       strong and made of size and time of change in nanoseconds. Several ranges at once get the
 *       whole file.
 *   <li>A folder without the slash at its end: 301 to the same path with it, the query kept.
 *   <li>A folder: its first index; else its entries, with {@code listing}; else the {@code
 *       spa-fallback}; else 403, as NGINX does.
 *   <li>Nothing there: the {@code spa-fallback} with 200, else 404. 403 when the file may not be
 *       read, 500 when the system fails, 405 with {@code Allow} for another method.
 *   <li>{@code Cache-Control: no-cache} unless a handler before has set one: caches may keep a file
 *       but ask each time, which costs a 304. Nothing is known here of how long a file stays the
 *       same; without the field, browsers would guess.
 * </ul>
 *
 * <p>An answer of 400 or above is only {@link RoutingContext#fail(int) failed}, with its headers
 * set: failure handlers make the body.
 *
 * <p>Files are looked up and opened on worker threads, the bytes go out on the event loop, on
 * HTTP/1.x without TLS through {@code sendfile(2)}.
 */
public final class StaticFiles implements Handler<RoutingContext> {

  private static final Logger LOG = LoggerFactory.getLogger(StaticFiles.class);

  private final Vertx vertx;
  private final Responder responder;

  /** Makes a handler that may be used by any number of routes and event loops. */
  public StaticFiles(Vertx vertx, Destination.Static config) {
    this.vertx = vertx;
    this.responder = new Responder(new DocumentRoot(config));
  }

  @Override
  public void handle(RoutingContext rc) {
    HttpServerRequest request = rc.request();
    boolean head = request.method() == HttpMethod.HEAD;
    if (!head && request.method() != HttpMethod.GET) {
      rc.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
      rc.fail(405);
      return;
    }
    Optional<RequestPath> path = path(rc);
    if (path.isEmpty()) {
      rc.fail(404);
      return;
    }
    String slashed = withSlash(request);
    vertx
        .executeBlocking(() -> responder.reply(head, path.get(), slashed, request.headers()), false)
        .otherwise(
            e -> {
              LOG.warn("{}: {}", request.path(), e.toString());
              return Reply.bare(500);
            })
        .onSuccess(reply -> ReplyWriter.write(rc, reply));
  }

  private static Optional<RequestPath> path(RoutingContext rc) {
    String mountPoint = Optional.ofNullable(rc.mountPoint()).orElse("/");
    return Optional.ofNullable(rc.request().path())
        .flatMap(raw -> RequestPath.parse(raw, mountPoint));
  }

  /** One slash in front only: two would make the first name a host. */
  private static String withSlash(HttpServerRequest request) {
    String path = request.path().replaceFirst("^/*", "/") + "/";
    String query = request.query();
    return query == null ? path : path + "?" + query;
  }
}
