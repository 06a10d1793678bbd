package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.balance.Backend;
import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.ListenConfig.Trust;
import dev.sluice.balancer.http.head.BodyLength;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.head.Version;
import dev.sluice.balancer.http.stream.Client;
import java.util.List;

/**
 * What every intermediary changes in the heads it passes on: {@code Via} (RFC 9110, section 7.6.3),
 * {@code Max-Forwards} (7.6.2), {@link ForwardedFields} and the request's id.
 */
final class IntermediaryHeads {

  private static final String NAME = " sluice";
  private static final String VIA_1_0 = Version.HTTP_1_0.number() + NAME;
  private static final String VIA_1_1 = Version.HTTP_1_1.number() + NAME;
  private static final String VIA_2 = Version.HTTP_2.number() + NAME;

  private IntermediaryHeads() {}

  /** For a request that goes to a backend. */
  static HeadEdits request(
      RequestHead head, Client client, Trust trust, String requestId, Backend backend) {
    HeadEdits edits = new HeadEdits();
    ForwardedFields.edit(head, client, trust, edits);
    edits.set(FieldName.X_REQUEST_ID, requestId);
    edits.add(FieldName.VIA, via(head.version()));
    if (head.authority().isEmpty()) {
      // An HTTP/1.0 client without a Host: the backend is told its own address.
      Address address = backend.address();
      edits.authority(address.isUnix() ? "localhost" : address.toString());
    }
    long forwards = MaxForwards.of(head);
    if (forwards > 0) {
      edits.set(FieldName.MAX_FORWARDS, Long.toString(forwards - 1));
    }
    return edits;
  }

  /**
   * For an answer that goes to a client.
   *
   * @param version that it came by
   */
  static HeadEdits answer(Version version) {
    return new HeadEdits().add(FieldName.VIA, via(version));
  }

  private static String via(Version version) {
    return switch (version) {
      case HTTP_1_0 -> VIA_1_0;
      case HTTP_1_1 -> VIA_1_1;
      case HTTP_2 -> VIA_2;
    };
  }

  /** Whether a request wants to leave HTTP (RFC 9110, section 7.8). */
  static boolean asksForUpgrade(RequestHead head) {
    Fields fields = head.fields();
    return fields.has(FieldName.UPGRADE)
        && head.length() == BodyLength.NONE
        && head.method().equals("GET")
        && head.version() != Version.HTTP_1_0
        && names(fields.all(FieldName.CONNECTION), "upgrade")
        // HTTP/2 is a matter between the client and us, not with the backend.
        && !startsWith(fields.first(FieldName.UPGRADE).orElse(""), "h2c");
  }

  private static boolean names(List<String> lists, String option) {
    for (String list : lists) {
      for (String named : list.split(",")) {
        if (named.strip().equalsIgnoreCase(option)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean startsWith(String text, String beginning) {
    return text.regionMatches(true, 0, beginning, 0, beginning.length());
  }
}
