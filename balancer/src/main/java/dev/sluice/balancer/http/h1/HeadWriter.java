package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.head.HopFields;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.head.ResponseHead;
import dev.sluice.balancer.http.head.Version;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * Writes heads as HTTP/1.1 with what changes on the way. Lines of a head that came over HTTP/1.x
 * and that stay are copied as they are; fields of the hop they came over (RFC 9110, section 7.6.1)
 * are left out; framing and {@code Connection} are written for the next hop, and by nobody else:
 * edits that add such fields, or a {@code Host}, have no effect.
 */
final class HeadWriter {

  private static final byte[] REQUEST_END = Text.bytes(" HTTP/1.1\r\n");
  private static final byte[] HOST = Text.bytes("Host: ");
  private static final byte[] CLOSE = Text.bytes("Connection: close\r\n");
  private static final byte[] KEEP_ALIVE = Text.bytes("Connection: keep-alive\r\n");
  private static final byte[] UPGRADE = Text.bytes("Connection: Upgrade\r\n");
  private static final byte[] TRAILERS = Text.bytes("TE: trailers\r\nConnection: TE\r\n");
  private static final byte[] UPGRADE_TRAILERS =
      Text.bytes("TE: trailers\r\nConnection: Upgrade, TE\r\n");

  // What most edits come to.
  private static final int ROOM_FOR_EDITS = 512;

  private HeadWriter() {}

  /**
   * @param length of the body that will be written, or as in {@link
   *     dev.sluice.balancer.http.head.BodyLength}; unknown goes in chunks
   * @param upgrade whether to ask to leave HTTP for what the {@code Upgrade} fields say
   * @param out behind what it has; undefined if this throws
   * @throws IllegalArgumentException if a name, a value or the target would break the line, which
   *     was to be checked where they came from
   */
  static void request(
      RequestHead head, HeadEdits edits, long length, boolean upgrade, ByteBuf out) {
    Fields fields = head.fields();
    makeRoom(fields, out);
    Text.token(head.method(), out);
    out.writeByte(' ');
    target(head, edits, out);
    out.writeBytes(REQUEST_END);
    long dropped = HopFields.DROPPED | edits.removedNumbers();
    if (hostStays(head, edits)) {
      dropped &= ~HopFields.HOST;
    } else {
      dropped |= HopFields.HOST;
      out.writeBytes(HOST);
      Text.value(edits.authority().orElseGet(head::authority), out);
      Text.lineEnd(out);
    }
    long framing = FramingLine.ofRequest(head.method(), fields, edits, length);
    FieldLines.kept(fields, edits, dropped(dropped, framing, upgrade), out);
    FramingLine.write(framing, out);
    connection(upgrade, HopFields.wantTrailers(fields), out);
    FieldLines.added(edits, ours(upgrade) | HopFields.HOST, out);
    Text.lineEnd(out);
  }

  /**
   * Also of interim answers.
   *
   * @param length as above; a body of unknown length to an HTTP/1.0 client ends with the
   *     connection, and {@code Connection: close} is then written whatever the hop says
   * @param out behind what it has; undefined if this throws
   * @throws IllegalArgumentException as above
   */
  static void response(ResponseHead head, HeadEdits edits, long length, Hop hop, ByteBuf out) {
    Fields fields = head.fields();
    makeRoom(fields, out);
    StatusLines.write(head, out);
    long framing = FramingLine.ofResponse(head.status(), fields, edits, length, hop);
    long dropped = HopFields.DROPPED | edits.removedNumbers();
    FieldLines.kept(fields, edits, dropped(dropped, framing, hop.upgrade()), out);
    FramingLine.write(framing, out);
    connection(head.status(), Framing.ofResponse(length, hop, head.status()), hop, out);
    FieldLines.added(edits, ours(hop.upgrade()), out);
    Text.lineEnd(out);
  }

  // One allocation, in most cases.
  private static void makeRoom(Fields fields, ByteBuf out) {
    int came = fields instanceof H1Fields h1 ? h1.head().limit() : ROOM_FOR_EDITS;
    out.ensureWritable(came + ROOM_FOR_EDITS);
  }

  private static void target(RequestHead head, HeadEdits edits, ByteBuf out) {
    if (edits.target().isPresent()) {
      Text.target(edits.target().get(), out);
    } else if (head instanceof H1Request h1) {
      Target place = h1.place();
      ByteBufUtil.writeAscii(out, place.prefix());
      out.writeBytes(h1.fields().head().bytes(), place.start(), place.end() - place.start());
    } else {
      Text.target(head.target(), out);
    }
  }

  private static boolean hostStays(RequestHead head, HeadEdits edits) {
    return edits.authority().isEmpty()
        && head instanceof H1Request h1
        && !h1.place().hasAuthority()
        && h1.fields().has(FieldName.HOST);
  }

  private static long dropped(long always, long framing, boolean upgrade) {
    long dropped = framing == FramingLine.STAYS ? always : always | HopFields.LENGTH;
    return upgrade ? dropped & ~HopFields.UPGRADE : dropped;
  }

  private static long ours(boolean upgrade) {
    return upgrade ? HopFields.OURS & ~HopFields.UPGRADE : HopFields.OURS;
  }

  private static void connection(boolean upgrade, boolean trailers, ByteBuf out) {
    if (trailers) {
      out.writeBytes(upgrade ? UPGRADE_TRAILERS : TRAILERS);
    } else if (upgrade) {
      out.writeBytes(UPGRADE);
    }
  }

  private static void connection(int status, Framing framing, Hop hop, ByteBuf out) {
    if (hop.upgrade()) {
      out.writeBytes(UPGRADE);
    } else if (status < 200) {
      return;
    } else if (hop.close() || framing.kind() == Framing.Kind.UNTIL_CLOSE) {
      out.writeBytes(CLOSE);
    } else if (hop.client() == Version.HTTP_1_0) {
      out.writeBytes(KEEP_ALIVE);
    }
  }
}
