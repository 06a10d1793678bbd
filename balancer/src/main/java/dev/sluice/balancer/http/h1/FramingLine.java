package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.head.BodyLength;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.head.HeadEdits;
import io.netty.buffer.ByteBuf;
import java.util.List;

/** Which line announces the body of a message that goes out (RFC 9112, section 6). */
final class FramingLine {

  /** A {@code Content-Length} that came is left out, and nothing is written. */
  static final long NOTHING = -1;

  /** A {@code Content-Length} that came stays, if one did. */
  static final long STAYS = -2;

  /** Chunks. */
  static final long CHUNKED = -3;

  private static final byte[] CODING = Text.bytes("Transfer-Encoding: chunked\r\n");
  private static final byte[] LENGTH = Text.bytes("Content-Length: ");

  private FramingLine() {}

  /**
   * For a request.
   *
   * @return one of the above, or the length to be written
   */
  static long ofRequest(String method, Fields fields, HeadEdits edits, long length) {
    if (length == BodyLength.UNKNOWN) {
      return CHUNKED;
    }
    if (stays(fields, edits, length)) {
      return STAYS;
    }
    // RFC 9110, section 8.6: those of which a body is expected say so where they have none.
    boolean silent =
        length == 0 && !method.equals("POST") && !method.equals("PUT") && !method.equals("PATCH");
    return silent ? NOTHING : length;
  }

  /**
   * For an answer.
   *
   * @return one of the above, or the length to be written
   */
  static long ofResponse(int status, Fields fields, HeadEdits edits, long length, Hop hop) {
    if (status < 200 || status == 204) {
      return NOTHING;
    }
    if ((hop.head() || status == 304) && length <= 0) {
      // The length is that of the answer to a GET (RFC 9110, section 8.6).
      return STAYS;
    }
    return switch (Framing.ofResponse(length, hop, status).kind()) {
      case CHUNKED -> CHUNKED;
      case UNTIL_CLOSE -> NOTHING;
      case NONE, LENGTH -> stays(fields, edits, length) ? STAYS : length;
    };
  }

  /** Writes what one of the above returned. */
  static void write(long line, ByteBuf out) {
    if (line == CHUNKED) {
      out.writeBytes(CODING);
    } else if (line >= 0) {
      out.writeBytes(LENGTH);
      Text.decimal(line, out);
      Text.lineEnd(out);
    }
  }

  private static boolean stays(Fields fields, HeadEdits edits, long length) {
    if (edits.removes(FieldName.CONTENT_LENGTH) || !fields.has(FieldName.CONTENT_LENGTH)) {
      return false;
    }
    if (fields instanceof H1Fields h1) {
      return FramingFields.announces(h1.head(), length);
    }
    return fields.all(FieldName.CONTENT_LENGTH).equals(List.of(Long.toString(length)));
  }
}
