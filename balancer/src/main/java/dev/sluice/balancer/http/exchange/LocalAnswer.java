package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.http.Reason;
import dev.sluice.balancer.http.head.BodyLength;
import dev.sluice.balancer.http.head.FieldList;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.head.ResponseHead;
import dev.sluice.balancer.http.stream.Downstream;
import dev.sluice.balancer.http.stream.Outgoing;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The answers that the balancer makes itself: a short text, or JSON for those who accept it. */
public final class LocalAnswer {

  /** Cares for nothing that befalls the way back; for answers that are given at once. */
  public static final Downstream.Listener NOBODY =
      new Downstream.Listener() {
        @Override
        public void writable() {}

        @Override
        public void gone() {}
      };

  static final String ALLOWED = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

  private LocalAnswer() {}

  /** An action that refuses every request. */
  public static Action refusing(Reason reason) {
    return (request, record) -> {
      request.listen(NOBODY);
      refuse(request, record, reason, 0);
    };
  }

  /**
   * Refuses a request that is listened to and whose answer has not begun.
   *
   * @param received payload bytes that have come of it
   */
  public static void refuse(
      Downstream request, RequestRecord record, Reason reason, long received) {
    if (reason == Reason.BAD_REQUEST || request.head().method().equals("CONNECT")) {
      // What comes behind it may not be meant as a request.
      request.takeNoMore();
    }
    FieldList fields = FieldList.of();
    if (reason == Reason.METHOD_NOT_ALLOWED) {
      fields.add(FieldName.ALLOW, ALLOWED);
    }
    refuse(request, record, reason, received, fields);
  }

  /**
   * Refuses a request that is listened to and whose answer has not begun.
   *
   * @param received payload bytes that have come of it
   * @param fields that say more, such as {@code Allow}; the caller's no more
   */
  public static void refuse(
      Downstream request, RequestRecord record, Reason reason, long received, FieldList fields) {
    fields.add(FieldName.X_SLUICE_REASON, reason.word());
    boolean json = wantsJson(request.head());
    fields.add(FieldName.CONTENT_TYPE, json ? "application/json" : "text/plain; charset=utf-8");
    byte[] body = (json ? json(reason) : text(reason)).getBytes(StandardCharsets.UTF_8);
    Outgoing out = begin(request, reason.status(), fields, body);
    record.end(reason.status(), reason, received, request.written());
    out.end(Fields.NONE);
  }

  /**
   * Answers a request that is listened to.
   *
   * @param fields without those of framing
   * @param body left out where an answer has none
   */
  public static void send(
      Downstream request, RequestRecord record, int status, FieldList fields, byte[] body) {
    Outgoing out = begin(request, status, fields, body);
    record.end(status, 0, request.written());
    out.end(Fields.NONE);
  }

  private static Outgoing begin(Downstream request, int status, FieldList fields, byte[] body) {
    boolean bodiless = status == 204 || status == 304;
    if (bodiless || request.head().method().equals("HEAD")) {
      if (!bodiless) {
        fields.add(FieldName.CONTENT_LENGTH, Integer.toString(body.length));
      }
      return request.answer(
          ResponseHead.of(status, fields, BodyLength.NONE), new HeadEdits(), BodyLength.NONE);
    }
    Outgoing out =
        request.answer(ResponseHead.of(status, fields, body.length), new HeadEdits(), body.length);
    if (body.length > 0) {
      out.data(Unpooled.wrappedBuffer(body));
    }
    return out;
  }

  private static boolean wantsJson(RequestHead head) {
    return head.fields()
        .first(FieldName.ACCEPT)
        .orElse("")
        .toLowerCase(Locale.ROOT)
        .contains("json");
  }

  private static String text(Reason reason) {
    return reason.status() + " " + reason.word() + ": " + reason.text() + "\n";
  }

  // Words and texts are ours, with nothing in them that would have to be escaped.
  private static String json(Reason reason) {
    return "{\"status\":"
        + reason.status()
        + ",\"reason\":\""
        + reason.word()
        + "\",\"detail\":\""
        + reason.text()
        + "\"}\n";
  }
}
