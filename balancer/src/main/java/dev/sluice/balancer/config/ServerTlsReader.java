package dev.sluice.balancer.config;

import dev.sluice.balancer.config.ServerTlsConfig.ClientAuth;
import dev.sluice.balancer.config.ServerTlsConfig.TlsVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads {@code [server.tls]}. Blocks: looks into the files. */
final class ServerTlsReader {

  private static final Table CERTIFICATES = Table.of("server.tls.certificates", "cert", "key");

  static final Table TABLE =
      Table.of("server.tls", "client-auth", "client-ca", "min-version")
          .with("certificates", CERTIFICATES);

  private static final Format<ClientAuth> CLIENT_AUTH =
      Format.oneOf(List.of(ClientAuth.values()), ClientAuth::id);
  private static final Format<TlsVersion> VERSION =
      Format.oneOf(List.of(TlsVersion.values()), TlsVersion::id);

  private ServerTlsReader() {}

  static ServerTlsConfig read(TableReader table) {
    List<CertificateFiles> certificates =
        table.requiredTables("certificates", "at least one { cert = \"…\", key = \"…\" }").stream()
            .flatMap(certificate -> CertificateReader.pair(certificate).stream())
            .toList();
    Optional<ClientAuth> clientAuth = table.value("client-auth", CLIENT_AUTH);
    Optional<Path> clientCa = CertificateReader.authorities(table, "client-ca");
    boolean asked = clientAuth.isPresent() && clientAuth.get() != ClientAuth.NONE;
    if (asked && !table.has("client-ca")) {
      table.missing(
          "client-ca", "the authorities of the clients' certificates, or client-auth = \"none\"");
    }
    // an unknown client-auth may have been meant to ask
    boolean neverAsked = clientAuth.isPresent() ? !asked : !table.has("client-auth");
    if (neverAsked && table.has("client-ca")) {
      table.rejectKey(
          "client-ca",
          Text.message(
              "of no use where clients are not asked for a certificate",
              "no client-ca, or client-auth = \"request\" or \"require\"",
              Optional.empty()));
    }
    return new ServerTlsConfig(
        certificates,
        clientAuth.orElse(ClientAuth.NONE),
        clientCa,
        table.value("min-version", VERSION).orElse(TlsVersion.TLS_1_2));
  }
}
