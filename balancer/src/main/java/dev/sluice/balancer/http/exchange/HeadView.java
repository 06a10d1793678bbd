package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.http.head.BodyLength;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.stream.Client;
import java.net.InetAddress;
import java.util.Optional;

/** A request's head, as the policy sees it. */
record HeadView(RequestHead head, Client client) implements RequestView {

  @Override
  public String method() {
    return head.method();
  }

  @Override
  public String path() {
    return head.path();
  }

  @Override
  public Optional<String> header(String name) {
    return head.fields().first(FieldName.of(name));
  }

  @Override
  public Optional<String> cookie(String name) {
    return Cookies.find(head.fields(), name);
  }

  @Override
  public String clientAddress() {
    return client.address().map(InetAddress::getHostAddress).orElse("unix");
  }

  @Override
  public boolean hasBody() {
    return head.length() != BodyLength.NONE;
  }
}
