package dev.sluice.balancer.http.filter;

import dev.sluice.balancer.balance.Backend;
import dev.sluice.balancer.http.head.BodyLength;
import dev.sluice.balancer.http.head.FieldList;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.head.Version;
import dev.sluice.balancer.http.stream.Client;
import dev.sluice.balancer.http.stream.MessageFilter.Origin;
import dev.sluice.balancer.http.stream.MessageFilter.Subject;
import dev.sluice.balancer.http.stream.MessageFilter.Target;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Requests for tests, step by step. */
record Asked(String method, String target, String scheme, String authority, FieldList fields)
    implements RequestHead {

  static Asked get(String target) {
    return of("GET", target);
  }

  static Asked of(String method, String target) {
    return new Asked(method, target, "https", "shop.example:8443", FieldList.of());
  }

  Asked with(String name, String value) {
    fields.add(FieldName.of(name), value);
    return this;
  }

  Asked authority(String other) {
    return new Asked(method, target, scheme, other, fields);
  }

  /** By 192.0.2.7:4711, on its way to a pool whose backend was not picked yet. */
  Subject subject() {
    return subject(Optional.empty());
  }

  Subject subject(Optional<Backend> backend) {
    return new Subject(
        this,
        new Client(
            new InetSocketAddress("192.0.2.7", 4711),
            new InetSocketAddress("192.0.2.1", 8443),
            true),
        "id-1",
        new Origin("edge", "api"),
        new Target("web", backend));
  }

  /** What the changes make of a head, a field a line. */
  static List<String> lines(HeadEdits edits, FieldList came) {
    List<String> lines = new ArrayList<>();
    edits.forEach(came, (name, value) -> lines.add(name + ": " + value));
    return lines;
  }

  @Override
  public Version version() {
    return Version.HTTP_1_1;
  }

  @Override
  public long length() {
    return BodyLength.NONE;
  }
}
