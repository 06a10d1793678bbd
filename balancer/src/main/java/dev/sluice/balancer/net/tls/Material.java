package dev.sluice.balancer.net.tls;

import dev.sluice.balancer.config.CertificateFiles;
import dev.sluice.balancer.config.pem.Identity;
import dev.sluice.balancer.config.pem.PemException;
import dev.sluice.balancer.config.pem.PemFiles;
import io.netty.handler.ssl.OpenSslX509KeyManagerFactory;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Certificates and keys, out of their files and in the forms that Netty takes. Blocks. */
final class Material {

  private static final Logger LOG = LoggerFactory.getLogger(Material.class);

  private Material() {}

  static Identity identity(CertificateFiles files) throws TlsException {
    List<X509Certificate> chain = authorities(files.cert());
    PrivateKey key;
    try {
      key = PemFiles.privateKey(files.key());
    } catch (PemException e) {
      throw new TlsException(files.key() + " " + e.getMessage(), e);
    }
    if (!Identity.belong(chain, key)) {
      throw new TlsException(
          files.key() + " does not belong to the first certificate in " + files.cert(), null);
    }
    warnOfDates(files.cert(), chain.get(0));
    return new Identity(chain, key);
  }

  static List<X509Certificate> authorities(Path file) throws TlsException {
    try {
      return PemFiles.certificates(file);
    } catch (PemException e) {
      throw new TlsException(file + " " + e.getMessage(), e);
    }
  }

  private static void warnOfDates(Path file, X509Certificate certificate) {
    try {
      certificate.checkValidity();
    } catch (CertificateException e) {
      LOG.warn(
          "the certificate in {} is valid from {} to {}: clients will reject it",
          file,
          certificate.getNotBefore().toInstant(),
          certificate.getNotAfter().toInstant());
    }
  }

  /** Has a context show a certificate. */
  static void use(SslContextBuilder builder, Identity identity, TlsProvider provider)
      throws TlsException {
    X509Certificate[] chain = identity.chain().toArray(X509Certificate[]::new);
    if (provider == TlsProvider.JDK) {
      builder.keyManager(identity.key(), chain);
      return;
    }
    try {
      // Takes chain and key into native memory once; otherwise every handshake would.
      KeyManagerFactory factory = new OpenSslX509KeyManagerFactory();
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("own", identity.key(), new char[0], (Certificate[]) chain);
      factory.init(store, new char[0]);
      builder.keyManager(factory);
    } catch (GeneralSecurityException | IOException e) {
      throw new TlsException("a certificate can't be used: " + e.getMessage(), e);
    }
  }
}
