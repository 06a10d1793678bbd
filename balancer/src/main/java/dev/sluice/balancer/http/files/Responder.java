package dev.sluice.balancer.http.files;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.util.HashMap;
import java.util.Map;

/** Decides the answer to a GET or HEAD. Blocks, so it belongs on a worker thread. */
final class Responder {

  private final DocumentRoot root;

  Responder(DocumentRoot root) {
    this.root = root;
  }

  /**
   * Answers one request.
   *
   * @param slashed where the same path with a slash at its end is, for a folder asked for without
   * @throws IOException when the system can't open or close a file that is there
   */
  Reply reply(boolean head, RequestPath path, String slashed, MultiMap headers) throws IOException {
    Found found;
    try {
      found = root.find(path);
    } catch (AccessDeniedException e) {
      return Reply.bare(403);
    }
    if (found instanceof Found.OpenFile file) {
      return file(head, file, headers);
    }
    if (found instanceof Found.Entries entries) {
      return page(head, Listing.html(path, entries));
    }
    if (found instanceof Found.FolderWithoutSlash) {
      return Reply.bare(
          301, Map.of(HttpHeaders.LOCATION, slashed, HttpHeaders.CONTENT_LENGTH, "0"));
    }
    return Reply.bare(found instanceof Found.ClosedFolder ? 403 : 404);
  }

  private static Reply page(boolean head, String html) {
    int length = html.getBytes(StandardCharsets.UTF_8).length;
    Map<CharSequence, String> fields =
        Map.of(
            HttpHeaders.CONTENT_TYPE,
            ContentTypes.HTML,
            HttpHeaders.CONTENT_LENGTH,
            Integer.toString(length));
    return new Reply(200, fields, head ? new Reply.None() : new Reply.Page(html));
  }

  private static Reply file(boolean head, Found.OpenFile file, MultiMap headers)
      throws IOException {
    Reply reply = conditional(head, file, headers);
    if (!(reply.body() instanceof Reply.Slice)) {
      file.channel().close();
    }
    return reply;
  }

  private static Reply conditional(boolean head, Found.OpenFile file, MultiMap headers) {
    Validators current = Validators.of(file.size(), file.modified());
    return switch (Preconditions.evaluate(headers, current)) {
      case FAILED -> Reply.bare(412);
      case NOT_MODIFIED -> Reply.bare(304, Map.of(HttpHeaders.ETAG, current.etag()));
      case SEND -> send(head, file, headers, current);
    };
  }

  private static Reply send(
      boolean head, Found.OpenFile file, MultiMap headers, Validators current) {
    Map<CharSequence, String> fields = new HashMap<>();
    fields.put(HttpHeaders.ETAG, current.etag());
    fields.put(HttpHeaders.LAST_MODIFIED, current.lastModifiedHeader());
    fields.put(HttpHeaders.ACCEPT_RANGES, "bytes");
    fields.put(HttpHeaders.CONTENT_TYPE, ContentTypes.of(file.name()));
    // Ranges are defined for GET only (RFC 9110 §14.2).
    ByteRange range =
        !head && Preconditions.rangeStillApplies(headers, current)
            ? ByteRange.select(headers.getAll(HttpHeaderNames.RANGE), file.size())
            : new ByteRange.Whole();
    if (range instanceof ByteRange.Unsatisfiable) {
      return Reply.bare(416, Map.of(HttpHeaders.CONTENT_RANGE, "bytes */" + file.size()));
    }
    if (range instanceof ByteRange.Part part) {
      fields.put(
          HttpHeaders.CONTENT_RANGE,
          "bytes " + part.first() + "-" + part.last() + "/" + file.size());
      return slice(206, fields, file, part.first(), part.length());
    }
    if (head || file.size() == 0) {
      fields.put(HttpHeaders.CONTENT_LENGTH, Long.toString(file.size()));
      return Reply.bare(200, fields);
    }
    return slice(200, fields, file, 0, file.size());
  }

  private static Reply slice(
      int status, Map<CharSequence, String> fields, Found.OpenFile file, long offset, long length) {
    fields.put(HttpHeaders.CONTENT_LENGTH, Long.toString(length));
    return new Reply(status, fields, new Reply.Slice(file.path(), file.channel(), offset, length));
  }
}
