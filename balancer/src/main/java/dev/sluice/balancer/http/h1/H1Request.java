package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.head.Version;
import java.util.Optional;

/**
 * The head of a request, as it came over HTTP/1.x: a view on its bytes, which are a copy of its
 * own, so that it holds no receive buffer. After {@link #release} target and authority can be asked
 * for only if they were before, and fields not at all; the rest stays.
 */
final class H1Request implements RequestHead {

  private final H1Fields fields;
  private final String method;
  private final Target target;
  private final Version version;
  private final Framing framing;
  private final boolean encrypted;
  private String targetText;
  private String authority;

  H1Request(
      H1Fields fields,
      String method,
      Target target,
      Version version,
      Framing framing,
      boolean encrypted) {
    this.fields = fields;
    this.method = method;
    this.target = target;
    this.version = version;
    this.framing = framing;
    this.encrypted = encrypted;
  }

  @Override
  public String method() {
    return method;
  }

  /** {@inheritDoc} For {@code CONNECT} it is the authority that it names. */
  @Override
  public String target() {
    if (targetText == null) {
      targetText = target.text(fields.head().bytes());
    }
    return targetText;
  }

  @Override
  public Version version() {
    return version;
  }

  @Override
  public String scheme() {
    return encrypted ? "https" : "http";
  }

  @Override
  public String authority() {
    if (authority == null) {
      HeadBytes head = fields.head();
      authority =
          target.hasAuthority()
              ? Ascii.text(head.bytes(), target.authorityStart(), target.authorityEnd())
              : head.has(FieldName.HOST.number())
                  ? head.value(head.find(FieldName.HOST.number(), 0))
                  : "";
    }
    return authority;
  }

  @Override
  public H1Fields fields() {
    return fields;
  }

  @Override
  public long length() {
    return framing.length();
  }

  /** Where the end of the body is found. */
  Framing framing() {
    return framing;
  }

  /** Where the target is in the bytes. */
  Target place() {
    return target;
  }

  /** Whether the client wants to keep the connection (RFC 9112, section 9.3). */
  boolean keepAlive() {
    ConnectionOptions connection = fields.connection();
    return !connection.close() && (version != Version.HTTP_1_0 || connection.keepAlive());
  }

  /** Whether the client may wait for a 100 (RFC 9110, section 10.1.1); never in HTTP/1.0. */
  boolean expectsContinue() {
    HeadBytes head = fields.head();
    int number = FieldName.EXPECT.number();
    return version != Version.HTTP_1_0
        && head.has(number)
        && head.valueIs(head.find(number, 0), "100-continue");
  }

  /**
   * The protocols that the client would rather speak on this connection (RFC 9110, section 7.8), as
   * in its first {@code Upgrade} field and only if {@code Connection} has {@code upgrade} too;
   * whatever the method and the body, and {@code h2c} like any other. Never in HTTP/1.0.
   */
  Optional<String> upgrade() {
    return version != Version.HTTP_1_0 && fields.connection().upgrade()
        ? fields.first(FieldName.UPGRADE)
        : Optional.empty();
  }

  /** Gives the bytes back for the connection's next head; again is of no effect. */
  void release() {
    fields.release();
  }

  /** For logs of faults. */
  @Override
  public String toString() {
    return method + " " + (targetText == null ? "" : targetText);
  }
}
