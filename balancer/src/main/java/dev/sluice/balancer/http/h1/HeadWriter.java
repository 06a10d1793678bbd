package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.head.ResponseHead;
import io.netty.buffer.ByteBuf;

/**
 * Writes heads as HTTP/1.1 with what changes on the way. Lines of a head that came over HTTP/1.x
 * and that stay are copied as they are; fields of the hop they came over (RFC 9110, section 7.6.1)
 * are left out, also where the edits add them; framing and {@code Connection} are written for the
 * next hop.
 */
final class HeadWriter {

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
    throw new UnsupportedOperationException();
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
    throw new UnsupportedOperationException();
  }
}
