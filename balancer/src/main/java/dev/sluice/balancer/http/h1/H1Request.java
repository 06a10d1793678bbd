package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.head.Version;
import java.util.Optional;

/**
 * The head of a request, as it came over HTTP/1.x: a view on its bytes, which are a copy of its
 * own, so that it holds no receive buffer. Method, target and authority can still be asked for
 * after {@link #release} if they were before.
 */
final class H1Request implements RequestHead {

  @Override
  public String method() {
    throw new UnsupportedOperationException();
  }

  /** {@inheritDoc} For {@code CONNECT} it is the authority that it names. */
  @Override
  public String target() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Version version() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String scheme() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String authority() {
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

  /** Whether the client wants to keep the connection (RFC 9112, section 9.3). */
  boolean keepAlive() {
    throw new UnsupportedOperationException();
  }

  /** Whether the client may wait for a 100 (RFC 9110, section 10.1.1); never in HTTP/1.0. */
  boolean expectsContinue() {
    throw new UnsupportedOperationException();
  }

  /**
   * The protocols that the client would rather speak on this connection (RFC 9110, section 7.8), as
   * in its {@code Upgrade} field and only if {@code Connection} has {@code upgrade} too; whatever
   * the method and the body, and {@code h2c} like any other. Never in HTTP/1.0.
   */
  Optional<String> upgrade() {
    throw new UnsupportedOperationException();
  }

  /** Gives the bytes back for the connection's next head; again is of no effect. */
  void release() {
    throw new UnsupportedOperationException();
  }
}
