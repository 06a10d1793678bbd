package dev.sluice.e2e;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;

/** An authority, and certificates of it in PEM files. */
final class Certificates {

  private final Path folder;
  private final X509Bundle authority;

  private Certificates(Path folder, X509Bundle authority) {
    this.folder = folder;
    this.authority = authority;
  }

  /** A new authority, in the file {@code NAME.pem}. */
  static Certificates in(Path folder, String name) throws Exception {
    X509Bundle authority =
        new CertificateBuilder()
            .subject("CN=" + name)
            .setIsCertificateAuthority(true)
            .ecp256()
            .buildSelfSigned();
    Files.writeString(folder.resolve(name + ".pem"), authority.getCertificatePEM());
    return new Certificates(folder, authority);
  }

  /** A certificate for a host name, in the files {@code NAME.pem} and {@code NAME.key}. */
  void issue(String name, String host) throws Exception {
    X509Bundle bundle =
        new CertificateBuilder()
            .subject("CN=" + name)
            .addSanDnsName(host)
            .ecp256()
            .buildIssuedBy(authority);
    // The certificate first: no look at the two may take them for a pair while they are not.
    Files.writeString(folder.resolve(name + ".pem"), bundle.getCertificatePathPEM());
    Files.writeString(folder.resolve(name + ".key"), bundle.getPrivateKeyPEM());
  }
}
