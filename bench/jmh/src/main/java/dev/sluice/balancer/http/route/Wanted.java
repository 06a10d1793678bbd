package dev.sluice.balancer.http.route;

import dev.sluice.balancer.http.head.BodyLength;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.head.Version;

/** A request that has been parsed. */
record Wanted(String authority, String target) implements RequestHead {

  @Override
  public String method() {
    return "GET";
  }

  @Override
  public Version version() {
    return Version.HTTP_1_1;
  }

  @Override
  public String scheme() {
    return "https";
  }

  @Override
  public Fields fields() {
    return Fields.NONE;
  }

  @Override
  public long length() {
    return BodyLength.NONE;
  }
}
