package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.head.ResponseHead;
import dev.sluice.balancer.http.head.Version;

/**
 * The head of an answer, as it came over HTTP/1.x: a view on its bytes, which are a copy of its
 * own, so that it holds no receive buffer. After {@link #release} its reason phrase and its fields
 * can't be asked for; the rest stays.
 */
final class H1Response implements ResponseHead {

  private final H1Fields fields;
  private final int status;
  private final Version version;
  private final int reasonStart;
  private final int reasonEnd;
  private final Framing framing;

  H1Response(
      H1Fields fields,
      int status,
      Version version,
      int reasonStart,
      int reasonEnd,
      Framing framing) {
    this.fields = fields;
    this.status = status;
    this.version = version;
    this.reasonStart = reasonStart;
    this.reasonEnd = reasonEnd;
    this.framing = framing;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public String reason() {
    return Ascii.text(fields.head().bytes(), reasonStart, reasonEnd);
  }

  /** Where the reason phrase begins in the bytes. */
  int reasonStart() {
    return reasonStart;
  }

  /** Where it has ended. */
  int reasonEnd() {
    return reasonEnd;
  }

  @Override
  public Version version() {
    return version;
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

  /** Whether the connection can be used again once the body has come (RFC 9112, section 9.3). */
  boolean keepAlive() {
    ConnectionOptions connection = fields.connection();
    return !untilClose()
        && !connection.close()
        && (version != Version.HTTP_1_0 || connection.keepAlive());
  }

  /** Whether the body goes on until the backend closes. */
  boolean untilClose() {
    return framing.kind() == Framing.Kind.UNTIL_CLOSE;
  }

  /** Gives the bytes back for the connection's next head; again is of no effect. */
  void release() {
    fields.release();
  }
}
