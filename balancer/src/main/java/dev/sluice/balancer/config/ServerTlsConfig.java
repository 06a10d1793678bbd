package dev.sluice.balancer.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * TLS towards clients, ended here.
 *
 * @param certificates at least one; the client's SNI chooses among them, the first is for all
 *     others
 * @param clientCa absolute; the authorities of the clients' certificates; present unless {@code
 *     clientAuth} is {@code NONE}
 * @param minVersion the oldest version spoken
 */
public record ServerTlsConfig(
    List<CertificateFiles> certificates,
    ClientAuth clientAuth,
    Optional<Path> clientCa,
    TlsVersion minVersion) {

  /** Whether clients are asked for a certificate. One that is sent must be valid. */
  public enum ClientAuth {
    NONE,
    REQUEST,
    REQUIRE;

    /** The name used in configurations. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A version of the protocol. */
  public enum TlsVersion {
    TLS_1_2("TLSv1.2"),
    TLS_1_3("TLSv1.3");

    private final String id;

    TlsVersion(String id) {
      this.id = id;
    }

    /** The name used in configurations, and by the TLS libraries. */
    public String id() {
      return id;
    }
  }
}
