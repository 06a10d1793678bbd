package dev.sluice.balancer.http.files;

import dev.sluice.balancer.config.Destination;
import dev.sluice.balancer.http.Reason;
import dev.sluice.balancer.http.exchange.Action;
import dev.sluice.balancer.http.exchange.Exchanges;
import dev.sluice.balancer.http.exchange.LocalAnswer;
import dev.sluice.balancer.http.exchange.RequestRecord;
import dev.sluice.balancer.http.head.FieldList;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.stream.Downstream;
import dev.sluice.balancer.net.Loop;
import java.util.Optional;

/**
 * Serves the files below a folder, to GET and HEAD.
 *
 * <p><b>Paths.</b> The whole path of the request is resolved below the root, whatever rule this
 * belongs to: with a rule for {@code /assets/*}, {@code /assets/x.js} is {@code ROOT/assets/x.js}.
 * Names are decoded once; runs of slashes count as one. A path with {@code .} or {@code ..} in it,
 * however written, with an encoded slash, a backslash or a control character, or with a name that
 * begins with a dot (but for {@code /.well-known}), gets 404 without a look at the disk. Symbolic
 * links are followed as long as they end below the root, through hidden folders too, since mounted
 * ConfigMaps are made that way; others count as absent. Who can write below the root is trusted not
 * to swap folders for links while they are being read.
 *
 * <p><b>Answers.</b>
 *
 * <ul>
 *   <li>A file: 200, or 206, 304, 412, 416 as RFC 9110 §13 and §14 have it. The entity tag is
 *       strong and made of size, time of change in nanoseconds, and coding. Up to 16 ranges at once
 *       get a 206 of several parts; those that overlap or follow one another are made one. More of
 *       them get the whole file.
 *   <li>A file beside which {@code FILE.br}, {@code FILE.zst} or {@code FILE.gz} lies, with {@code
 *       precompressed}: the one that the client likes best of those that are not older than the
 *       file itself. Conditions and ranges apply to what is sent. All files then have {@code Vary:
 *       Accept-Encoding}, for another client may get another one.
 *   <li>A folder without the slash at its end: 301 to the same path with it, the query kept.
 *   <li>A folder: its first index; else its entries, with {@code listing}; else the {@code
 *       spa-fallback}; else 403, as NGINX does.
 *   <li>Nothing there: the {@code spa-fallback} with 200, else 404. 403 when the file may not be
 *       read, 500 when the system fails, 405 with {@code Allow} for another method.
 *   <li>{@code Cache-Control} as configured with all that is no refusal. By default it is {@code
 *       no-cache}: caches may keep a file but ask each time, which costs a 304. Nothing is known
 *       here of how long a file stays the same; without the field, browsers would guess.
 * </ul>
 *
 * <p>Files are looked up, opened and read on worker threads, the first block of 128 KiB together
 * with the look-up; the bytes go out on the event loop. {@code sendfile(2)} isn't used: it knows
 * neither TLS nor HTTP/2, and would read from a slow disk on the event loop.
 *
 * <p>A client that takes nothing of an answer for too long is broken off: it would hold a file open
 * for ever.
 *
 * <p>For one event loop.
 */
public final class StaticFiles implements Action {

  private final Loop loop;
  private final Exchanges exchanges;
  private final Patience patience;
  private final Responder responder;

  /**
   * @param exchanges of this event loop: a request is among them until its answer has ended
   */
  public StaticFiles(Loop loop, Exchanges exchanges, Patience patience, Destination.Static config) {
    this.loop = loop;
    this.exchanges = exchanges;
    this.patience = patience;
    this.responder = new Responder(config);
  }

  @Override
  public void run(Downstream request, RequestRecord record) {
    RequestHead head = request.head();
    if (!head.method().equals("GET") && !head.method().equals("HEAD")) {
      FieldList allow = FieldList.of().add(FieldName.ALLOW, "GET, HEAD");
      refuse(request, record, Reason.METHOD_NOT_ALLOWED, allow);
      return;
    }
    Optional<RequestPath> path = RequestPath.parse(head.path());
    if (path.isEmpty()) {
      refuse(request, record, Reason.NOT_FOUND, FieldList.of());
      return;
    }
    Asked asked = Asked.of(head, path.get());
    new FileExchange(loop, exchanges, patience, request, record)
        .start(() -> responder.reply(asked));
  }

  private static void refuse(
      Downstream request, RequestRecord record, Reason reason, FieldList fields) {
    request.listen(LocalAnswer.NOBODY);
    LocalAnswer.refuse(request, record, reason, 0, fields);
  }
}
