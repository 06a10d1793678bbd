package dev.sluice.balancer.http.files;

import dev.sluice.balancer.config.CompressConfig.Coding;
import dev.sluice.balancer.config.Destination;
import dev.sluice.balancer.http.Reason;
import dev.sluice.balancer.http.head.FieldList;
import dev.sluice.balancer.http.head.FieldName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Decides the answer to a GET or HEAD, and reads the first block of it. Blocks, so it belongs on a
 * worker thread; safe to use from any.
 */
final class Responder {

  private static final byte[] EMPTY = {};

  private final DocumentRoot root;
  private final String cacheControl;
  private final boolean varies;

  Responder(Destination.Static config) {
    this.root = new DocumentRoot(config);
    this.cacheControl = config.cacheControl();
    this.varies = !config.precompressed().isEmpty();
  }

  /**
   * Answers one request.
   *
   * @throws IOException when the system can't open, read or close a file that is there
   */
  Reply reply(Asked asked) throws IOException {
    Found found;
    try {
      found = root.find(asked.path(), asked.fields());
    } catch (AccessDeniedException e) {
      return Reply.refused(Reason.FORBIDDEN);
    }
    if (found instanceof Found.OpenFile file) {
      return file(asked, file);
    }
    if (found instanceof Found.Entries entries) {
      String html = Listing.html(asked.path(), entries);
      return new Reply.Made(
          200,
          cached().add(FieldName.CONTENT_TYPE, ContentTypes.HTML),
          html.getBytes(StandardCharsets.UTF_8));
    }
    if (found instanceof Found.FolderWithoutSlash) {
      return new Reply.Made(301, cached().add(FieldName.LOCATION, asked.slashed()), EMPTY);
    }
    return Reply.refused(found instanceof Found.ClosedFolder ? Reason.FORBIDDEN : Reason.NOT_FOUND);
  }

  private FieldList cached() {
    return FieldList.of().add(FieldName.CACHE_CONTROL, cacheControl);
  }

  private Reply file(Asked asked, Found.OpenFile file) throws IOException {
    boolean sending = false;
    try {
      Reply reply = conditional(asked, file);
      sending = reply instanceof Reply.Content;
      return reply;
    } finally {
      if (!sending) {
        file.channel().close();
      }
    }
  }

  private Reply conditional(Asked asked, Found.OpenFile file) throws IOException {
    Validators current = Validators.of(file.size(), file.modified(), file.coding());
    return switch (Preconditions.evaluate(asked.fields(), current)) {
      case FAILED -> Reply.refused(Reason.PRECONDITION_FAILED);
      case NOT_MODIFIED -> new Reply.HeadOnly(304, described(current));
      case SEND -> send(asked, file, current);
    };
  }

  /** What a 304 says as well (RFC 9110 §15.4.5). */
  private FieldList described(Validators current) {
    FieldList fields = cached().add(FieldName.ETAG, current.etag());
    return varies ? fields.add(FieldName.VARY, "Accept-Encoding") : fields;
  }

  private Reply send(Asked asked, Found.OpenFile file, Validators current) throws IOException {
    FieldList fields = described(current);
    fields.add(FieldName.LAST_MODIFIED, current.lastModifiedHeader());
    fields.add(FieldName.ACCEPT_RANGES, "bytes");
    file.coding().map(Coding::id).ifPresent(id -> fields.add(FieldName.CONTENT_ENCODING, id));
    String type = ContentTypes.of(file.name());
    ByteRange range = range(asked, file, current);
    if (range instanceof ByteRange.Unsatisfiable) {
      return new Reply.Refused(
          Reason.RANGE_NOT_SATISFIABLE,
          FieldList.of().add(FieldName.CONTENT_RANGE, "bytes */" + file.size()));
    }
    if (range instanceof ByteRange.Several several) {
      Multipart parts = Multipart.of(boundary(), type, several, file.size());
      return content(206, fields.add(FieldName.CONTENT_TYPE, parts.type()), file, parts.pieces());
    }
    fields.add(FieldName.CONTENT_TYPE, type);
    if (range instanceof ByteRange.Part part) {
      fields.add(FieldName.CONTENT_RANGE, Multipart.contentRange(part, file.size()));
      return content(206, fields, file, List.of(Piece.Slice.of(part)));
    }
    if (asked.head() || file.size() == 0) {
      fields.add(FieldName.CONTENT_LENGTH, Long.toString(file.size()));
      return new Reply.HeadOnly(200, fields);
    }
    return content(200, fields, file, List.of(new Piece.Slice(0, file.size())));
  }

  /** Ranges are defined for GET only (RFC 9110 §14.2). */
  private static ByteRange range(Asked asked, Found.OpenFile file, Validators current) {
    return !asked.head() && Preconditions.rangeStillApplies(asked.fields(), current)
        ? ByteRange.select(asked.fields().all(FieldName.RANGE), file.size())
        : new ByteRange.Whole();
  }

  private static Reply content(
      int status, FieldList fields, Found.OpenFile file, List<Piece> pieces) throws IOException {
    Blocks blocks = new Blocks(file.channel(), pieces);
    fields.add(FieldName.CONTENT_LENGTH, Long.toString(blocks.length()));
    return new Reply.Content(status, fields, blocks.next(), blocks);
  }

  // Drawn anew each time, so that no file can be made to contain it.
  private static String boundary() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
  }
}
