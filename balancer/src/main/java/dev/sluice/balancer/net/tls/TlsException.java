package dev.sluice.balancer.net.tls;

/** Certificates, keys or settings that no TLS can be spoken with; the message says which. */
public final class TlsException extends Exception {

  private static final long serialVersionUID = 1L;

  TlsException(String message, Throwable cause) {
    super(message, cause);
  }
}
