package dev.sluice.balancer.net.tls;

import dev.sluice.balancer.config.CertificateFiles;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** An authority, and certificates of it in files. */
public final class Pki {

  private static final String SAN = "2.5.29.17";
  private static final int DNS_NAME = 0x82;
  private static final int SEQUENCE = 0x30;

  private final Path folder;
  private final X509Bundle authority;

  private Pki(Path folder, X509Bundle authority) {
    this.folder = folder;
    this.authority = authority;
  }

  /** A new authority whose certificate is in the file {@code NAME.pem}. */
  public static Pki in(Path folder, String name) {
    try {
      X509Bundle authority =
          new CertificateBuilder()
              .subject("CN=" + name)
              .setIsCertificateAuthority(true)
              .ecp256()
              .buildSelfSigned();
      Pki pki = new Pki(folder, authority);
      pki.write(name + ".pem", authority.getCertificatePEM());
      return pki;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  public X509Bundle authority() {
    return authority;
  }

  public Path file(String name) {
    return folder.resolve(name);
  }

  /** A certificate for host names, in the files {@code NAME.pem} and {@code NAME.key}. */
  public CertificateFiles forHosts(String name, String... hosts) {
    return issue(name, builder -> builder.addExtensionOctetString(SAN, false, names(hosts)));
  }

  // The builder's own names can have no wildcard. RFC 5280 section 4.2.1.6.
  private static byte[] names(String... hosts) {
    ByteArrayOutputStream names = new ByteArrayOutputStream();
    for (String host : hosts) {
      names.write(DNS_NAME);
      names.write(host.length());
      names.writeBytes(host.getBytes(StandardCharsets.US_ASCII));
    }
    if (names.size() > 127) {
      throw new IllegalArgumentException("too many names for this simple form");
    }
    ByteArrayOutputStream sequence = new ByteArrayOutputStream();
    sequence.write(SEQUENCE);
    sequence.write(names.size());
    sequence.writeBytes(names.toByteArray());
    return sequence.toByteArray();
  }

  /** A certificate of any kind, in the files {@code NAME.pem} and {@code NAME.key}. */
  public CertificateFiles issue(String name, UnaryOperator<CertificateBuilder> details) {
    X509Bundle bundle = bundle(name, details);
    write(name + ".pem", bundle.getCertificatePathPEM());
    write(name + ".key", bundle.getPrivateKeyPEM());
    return new CertificateFiles(file(name + ".pem"), file(name + ".key"));
  }

  /** A certificate with the common name {@code NAME}, in no file. */
  public X509Bundle bundle(String name, UnaryOperator<CertificateBuilder> details) {
    try {
      return details
          .apply(new CertificateBuilder().subject("CN=" + name).ecp256())
          .buildIssuedBy(authority);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Listens with a certificate of this authority, and asks clients for one of it if wanted. */
  public SSLServerSocket listen(X509Bundle own, boolean clientAuth) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          own.toKeyManagerFactory().getKeyManagers(),
          authority.toTrustManagerFactory().getTrustManagers(),
          null);
      SSLServerSocket socket =
          (SSLServerSocket)
              context
                  .getServerSocketFactory()
                  .createServerSocket(0, 512, InetAddress.getLoopbackAddress());
      socket.setNeedClientAuth(clientAuth);
      return socket;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** No longer valid. */
  public static CertificateBuilder expired(CertificateBuilder builder) {
    return builder
        .notBefore(Instant.now().minus(Duration.ofDays(3)))
        .notAfter(Instant.now().minus(Duration.ofDays(1)));
  }

  private void write(String name, String content) {
    try {
      Files.writeString(file(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
