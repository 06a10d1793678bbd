package dev.sluice.balancer.net;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/** TLS 1.3 between a relay and the far ends, all with one certificate: making one takes long. */
final class FarTls {

  private static final X509Bundle CERTIFICATE = certificate();
  private static final SSLContext FAR_END = farEnd();

  private FarTls() {}

  private static X509Bundle certificate() {
    try {
      return new CertificateBuilder()
          .subject("CN=localhost")
          .setIsCertificateAuthority(true)
          .ecp256()
          .buildSelfSigned();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static SSLContext farEnd() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          CERTIFICATE.toKeyManagerFactory().getKeyManagers(),
          CERTIFICATE.toTrustManagerFactory().getTrustManagers(),
          null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** For the relay's end. */
  static SslContext near(SslProvider provider, boolean initiates) throws SSLException {
    return (initiates
            ? SslContextBuilder.forClient()
                .trustManager(CERTIFICATE.getCertificate())
                .endpointIdentificationAlgorithm("")
            : SslContextBuilder.forServer(
                CERTIFICATE.getKeyPair().getPrivate(), CERTIFICATE.getCertificatePath()))
        .sslProvider(provider)
        .protocols("TLSv1.3")
        .build();
  }

  /** The far end; its handshake is still to come. */
  static SSLSocket far(Socket raw, boolean initiates) throws IOException {
    SSLSocket socket =
        (SSLSocket) FAR_END.getSocketFactory().createSocket(raw, "localhost", 0, true);
    socket.setUseClientMode(initiates);
    return socket;
  }
}
