package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.http.head.BodyLength;
import dev.sluice.balancer.http.head.FieldList;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.head.Version;

/** Heads of requests for tests, step by step. */
record Request(
    String method, String target, Version version, String authority, FieldList fields, long length)
    implements RequestHead {

  static Request of(String method, String target) {
    return new Request(
        method, target, Version.HTTP_1_1, "example.com", FieldList.of(), BodyLength.NONE);
  }

  static Request get() {
    return of("GET", "/");
  }

  Request with(String name, String value) {
    fields.add(FieldName.of(name), value);
    return this;
  }

  Request length(long bytes) {
    return new Request(method, target, version, authority, fields, bytes);
  }

  Request target(String other) {
    return new Request(method, other, version, authority, fields, length);
  }

  Request version(Version other) {
    return new Request(method, target, other, authority, fields, length);
  }

  Request authority(String other) {
    return new Request(method, target, version, other, fields, length);
  }

  @Override
  public String scheme() {
    return "http";
  }
}
