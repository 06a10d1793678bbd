package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.config.ListenConfig.Trust;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.stream.Client;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Tells the backend of the client: {@code Forwarded} (RFC 7239) and its forerunners. What a client
 * that is trusted said there itself is kept, and continued; what another one said is replaced.
 */
final class ForwardedFields {

  private ForwardedFields() {}

  /** Makes a request's head tell of its client. */
  static void edit(RequestHead head, Client client, Trust trust, HeadEdits edits) {
    Optional<InetAddress> address = client.address();
    // Without an address it is on a Unix domain socket: the permissions of its file have decided.
    boolean trusted = address.isEmpty() || trust.believes(address.get());
    Fields before = trusted ? head.fields() : Fields.NONE;
    String scheme = head.scheme();
    String authority = head.authority();
    if (address.isPresent()) {
      append(before, FieldName.X_FORWARDED_FOR, client.host(), edits);
    }
    if (!before.has(FieldName.X_FORWARDED_PROTO)) {
      edits.set(FieldName.X_FORWARDED_PROTO, scheme);
    }
    if (!before.has(FieldName.X_FORWARDED_HOST)) {
      if (authority.isEmpty()) {
        edits.remove(FieldName.X_FORWARDED_HOST);
      } else {
        edits.set(FieldName.X_FORWARDED_HOST, authority);
      }
    }
    append(before, FieldName.FORWARDED, client.forwarded(authority), edits);
  }

  private static void append(Fields before, FieldName name, String value, HeadEdits edits) {
    if (before.has(name)) {
      List<String> said = before.all(name);
      edits.set(name, String.join(", ", said) + ", " + value);
    } else {
      edits.set(name, value);
    }
  }
}
