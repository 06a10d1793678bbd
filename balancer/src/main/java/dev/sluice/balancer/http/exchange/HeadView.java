package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.http.head.BodyLength;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.stream.Client;
import java.net.InetAddress;
import java.util.Optional;

/** What the policy looks at in a request. For its event loop. */
record HeadView(RequestHead head, Client client) {

  /** Such as {@code GET}. */
  String method() {
    return head.method();
  }

  /** Without the query. */
  String path() {
    return head.path();
  }

  /** The first value of a field. */
  Optional<String> header(String name) {
    return head.fields().first(FieldName.of(name));
  }

  /** The value of a cookie. */
  Optional<String> cookie(String name) {
    return Cookies.find(head.fields(), name);
  }

  /** The client's address, without a port. */
  String clientAddress() {
    return client.address().map(InetAddress::getHostAddress).orElse("unix");
  }

  /** Whether something follows the head. */
  boolean hasBody() {
    return head.length() != BodyLength.NONE;
  }
}
