package dev.sluice.balancer.net.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;

/** What does the cryptography. */
public enum TlsProvider {
  /** Native code; its contexts and engines are counted references. */
  OPENSSL(SslProvider.OPENSSL_REFCNT),
  /** The Java runtime's own. */
  JDK(SslProvider.JDK);

  private final SslProvider netty;

  TlsProvider(SslProvider netty) {
    this.netty = netty;
  }

  /** The fastest that works on this machine. */
  public static TlsProvider best() {
    return OpenSsl.isAvailable() ? OPENSSL : JDK;
  }

  SslProvider netty() {
    return netty;
  }

  /** For logs: name and version. */
  public String description() {
    return this == OPENSSL
        ? OpenSsl.versionString()
        : "the JDK " + Runtime.version().feature() + " (no native library for this machine)";
  }
}
