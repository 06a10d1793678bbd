package dev.sluice.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A certificate that signs itself, and its key, made by openssl for one run. */
record Certificate(Path file, Path key) {

  static Certificate of(String host) {
    try {
      Path file = Files.createTempFile("sluice", ".pem");
      Path key = Files.createTempFile("sluice", ".key");
      file.toFile().deleteOnExit();
      key.toFile().deleteOnExit();
      Command.output(
          "openssl",
          "req",
          "-x509",
          "-newkey",
          "ec",
          "-pkeyopt",
          "ec_paramgen_curve:P-256",
          "-nodes",
          "-days",
          "2",
          "-subj",
          "/CN=" + host,
          "-addext",
          "subjectAltName=DNS:" + host,
          "-keyout",
          key.toString(),
          "-out",
          file.toString());
      return new Certificate(file, key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
