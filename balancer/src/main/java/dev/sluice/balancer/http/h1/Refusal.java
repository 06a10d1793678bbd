package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.Reason;
import dev.sluice.balancer.http.head.CurrentDate;
import dev.sluice.balancer.http.head.FieldList;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.head.ResponseHead;
import dev.sluice.balancer.http.head.Version;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/**
 * An answer of ours behind which the connection is closed, to what never became a request or was
 * dropped by a fault. As text: of what the client accepts nothing is known.
 */
final class Refusal {

  private static final int USUAL_SIZE = 256;

  private Refusal() {}

  /**
   * Makes one.
   *
   * @param bodiless whether it is for a HEAD
   */
  static ByteBuf of(Reason reason, boolean bodiless, CurrentDate date, ByteBufAllocator alloc) {
    byte[] text = text(reason).getBytes(StandardCharsets.US_ASCII);
    ResponseHead head =
        ResponseHead.of(
            reason.status(),
            FieldList.of(
                "x-sluice-reason", reason.word(), "content-type", "text/plain; charset=utf-8"),
            text.length);
    Hop hop = new Hop(Version.HTTP_1_1, true, false, bodiless);
    ByteBuf answer = alloc.directBuffer(USUAL_SIZE);
    HeadEdits edits = new HeadEdits();
    date.addTo(head, edits);
    HeadWriter.response(head, edits, text.length, hop, answer);
    if (!bodiless) {
      answer.writeBytes(text);
    }
    return answer;
  }

  /** Bytes of its body. */
  static int length(Reason reason) {
    return text(reason).length();
  }

  private static String text(Reason reason) {
    return reason.status() + " " + reason.word() + ": " + reason.text() + "\n";
  }
}
