package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.http.head.FieldList;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.head.Version;

/** A head that outlives the exchange that it came with. Immutable. */
record HeadCopy(Line line, String scheme, String authority, Fields fields, long length)
    implements RequestHead {

  /** Its first line. */
  record Line(String method, String target, Version version) {}

  static HeadCopy of(RequestHead head) {
    FieldList fields = FieldList.of();
    head.fields().forEach((name, value) -> fields.add(FieldName.of(name), value));
    return new HeadCopy(
        new Line(head.method(), head.target(), head.version()),
        head.scheme(),
        head.authority(),
        fields,
        head.length());
  }

  @Override
  public String method() {
    return line.method();
  }

  @Override
  public String target() {
    return line.target();
  }

  @Override
  public Version version() {
    return line.version();
  }
}
