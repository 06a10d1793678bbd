package dev.sluice.balancer.http.route;

import dev.sluice.balancer.http.head.BodyLength;
import dev.sluice.balancer.http.head.FieldList;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.head.Version;
import java.util.Optional;

/** A request as a rule sees it. */
record Asked(String method, String authority, String target, Fields fields) implements RequestHead {

  static Asked get(String authority, String target, String... fields) {
    return new Asked("GET", authority, target, FieldList.of(fields));
  }

  /** Matched as the exchange does it. */
  <T> Optional<T> in(RouteTable<T> table) throws RefusedPath {
    return table.match(this, PathPolicy.normal(path()));
  }

  @Override
  public Version version() {
    return Version.HTTP_1_1;
  }

  @Override
  public String scheme() {
    return "http";
  }

  @Override
  public long length() {
    return BodyLength.NONE;
  }
}
