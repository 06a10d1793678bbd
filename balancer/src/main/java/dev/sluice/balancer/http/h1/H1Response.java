package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.head.ResponseHead;
import dev.sluice.balancer.http.head.Version;

/**
 * The head of an answer, as it came over HTTP/1.x: a view on its bytes, which are a copy of its
 * own, so that it holds no receive buffer.
 */
final class H1Response implements ResponseHead {

  @Override
  public int status() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String reason() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Version version() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Fields fields() {
    throw new UnsupportedOperationException();
  }

  @Override
  public long length() {
    throw new UnsupportedOperationException();
  }

  /** Whether the connection can be used again once the body has come (RFC 9112, section 9.3). */
  boolean keepAlive() {
    throw new UnsupportedOperationException();
  }

  /** Whether the body goes on until the backend closes. */
  boolean untilClose() {
    throw new UnsupportedOperationException();
  }

  /** Gives the bytes back for the connection's next head; again is of no effect. */
  void release() {
    throw new UnsupportedOperationException();
  }
}
