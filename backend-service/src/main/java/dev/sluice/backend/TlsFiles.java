package dev.sluice.backend;

import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.util.Optional;

/**
 * PEM files that turn every listener into a TLS listener.
 *
 * @param clientCa when given, clients must show a certificate signed by it
 */
public record TlsFiles(Path certificate, Path key, Optional<Path> clientCa) {

  private PemKeyCertOptions keyPair() {
    return new PemKeyCertOptions().setCertPath(certificate.toString()).setKeyPath(key.toString());
  }

  private static PemTrustOptions trust(Path ca) {
    return new PemTrustOptions().addCertPath(ca.toString());
  }

  /**
   * Loads the files once, so that a bad one is reported by name before anything listens. Blocks.
   *
   * @throws IllegalArgumentException naming the file
   */
  void verify(Vertx vertx) {
    load(() -> keyPair().getKeyManagerFactory(vertx), certificate + " and " + key);
    clientCa.ifPresent(ca -> load(() -> trust(ca).getTrustManagerFactory(vertx), ca.toString()));
  }

  void apply(NetServerOptions options) {
    options.setSsl(true).setKeyCertOptions(keyPair());
    clientCa.ifPresent(ca -> options.setTrustOptions(trust(ca)).setClientAuth(ClientAuth.REQUIRED));
  }

  private interface Loading {
    Object load() throws Exception;
  }

  private static void load(Loading loading, String what) {
    try {
      loading.load();
    } catch (Exception e) {
      throw new IllegalArgumentException(
          "cannot use %s: %s; PEM files are expected, the key unencrypted"
              .formatted(what, e.getMessage()),
          e);
    }
  }
}
