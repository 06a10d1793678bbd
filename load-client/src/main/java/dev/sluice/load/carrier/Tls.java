package dev.sluice.load.carrier;

import dev.sluice.load.plan.Wire;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;

/** Which certificates are believed. */
final class Tls {

  private Tls() {}

  static ClientSSLOptions options(Wire wire) {
    ClientSSLOptions options = new ClientSSLOptions();
    if (wire.insecure()) {
      return options.setTrustAll(true).setHostnameVerificationAlgorithm("");
    }
    options.setHostnameVerificationAlgorithm("HTTPS");
    wire.ca()
        .ifPresent(ca -> options.setTrustOptions(new PemTrustOptions().addCertPath(ca.toString())));
    return options;
  }
}
