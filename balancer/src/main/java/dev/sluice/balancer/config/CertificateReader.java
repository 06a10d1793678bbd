package dev.sluice.balancer.config;

import dev.sluice.balancer.config.pem.Identity;
import dev.sluice.balancer.config.pem.PemException;
import dev.sluice.balancer.config.pem.PemFiles;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** Reads the names of certificate and key files, and looks into these. */
final class CertificateReader {

  private static final String CERT = "cert";
  private static final String KEY = "key";

  private static final String CERT_EXPECTED =
      "a PEM file with the certificate and those that lead to its authority";
  private static final String KEY_EXPECTED =
      "a PEM file with the certificate's private key, without a passphrase";
  private static final String CA_EXPECTED = "a PEM file with the certificates of the authorities";

  /**
   * @param text what the configuration says
   */
  private record Loaded<T>(String text, Path file, T content) {}

  private interface Loader<T> {
    T load(Path file) throws PemException;
  }

  private CertificateReader() {}

  /** The keys {@code cert} and {@code key}, both needed. */
  static Optional<CertificateFiles> pair(TableReader table) {
    Optional<Loaded<List<X509Certificate>>> cert =
        table.required(CERT, format(table, CERT_EXPECTED, PemFiles::certificates));
    Optional<Loaded<PrivateKey>> key =
        table.required(KEY, format(table, KEY_EXPECTED, PemFiles::privateKey));
    if (cert.isEmpty() || key.isEmpty()) {
      return Optional.empty();
    }
    if (!Identity.belong(cert.get().content(), key.get().content())) {
      table.reject(
          KEY,
          Text.quote(key.get().text())
              + " does not belong to the first certificate in "
              + Text.quote(cert.get().text()),
          KEY_EXPECTED);
      return Optional.empty();
    }
    return Optional.of(new CertificateFiles(cert.get().file(), key.get().file()));
  }

  /** A file of authorities. */
  static Optional<Path> authorities(TableReader table, String key) {
    return table.value(key, format(table, CA_EXPECTED, PemFiles::certificates)).map(Loaded::file);
  }

  private static <T> Format<Loaded<T>> format(
      TableReader table, String expected, Loader<T> loader) {
    return new Format<>(
        expected, text -> load(LocalPaths.resolve(table.folder(), text), text, loader));
  }

  private static <T> Loaded<T> load(Path file, String text, Loader<T> loader) throws InvalidValue {
    try {
      return new Loaded<>(text, file, loader.load(file));
    } catch (PemException e) {
      throw new InvalidValue(Text.quote(text) + " " + e.getMessage());
    }
  }
}
