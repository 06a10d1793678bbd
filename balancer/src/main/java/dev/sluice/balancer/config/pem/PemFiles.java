package dev.sluice.balancer.config.pem;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads certificates and keys from PEM files. Blocks. */
public final class PemFiles {

  /** Four times what the bundle of all public authorities takes. */
  private static final int LARGEST = 1024 * 1024;

  private static final Set<String> CERTIFICATE = Set.of("CERTIFICATE", "X509 CERTIFICATE");

  private PemFiles() {}

  /** All certificates of a file, at least one, in its order. */
  public static List<X509Certificate> certificates(Path file) throws PemException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (PemBlock block : blocks(file)) {
      if (CERTIFICATE.contains(block.label())) {
        certificates.add(certificate(block));
      }
    }
    if (certificates.isEmpty()) {
      throw new PemException("has no certificate");
    }
    return certificates;
  }

  /** The one private key of a file, which may hold certificates as well. */
  public static PrivateKey privateKey(Path file) throws PemException {
    return PrivateKeys.only(blocks(file));
  }

  private static X509Certificate certificate(PemBlock block) throws PemException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(block.der()));
    } catch (CertificateException e) {
      throw new PemException("has a damaged certificate");
    }
  }

  private static List<PemBlock> blocks(Path file) throws PemException {
    List<PemBlock> blocks = PemBlock.all(read(file));
    if (blocks.isEmpty()) {
      throw new PemException("is not a PEM file");
    }
    return blocks;
  }

  private static String read(Path file) throws PemException {
    if (Files.isDirectory(file)) {
      throw new PemException("is a folder");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(LARGEST + 1);
      if (content.length > LARGEST) {
        throw new PemException("is larger than 1 MiB");
      }
      return new String(content, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new PemException("does not exist");
    } catch (IOException e) {
      throw new PemException("may not be read");
    }
  }
}
