package dev.sluice.balancer.config;

import io.netty.util.NetUtil;
import java.nio.file.Path;
import java.util.Optional;

/** Reads {@code [pool.tls]}. Blocks: looks into the files. */
final class PoolTlsReader {

  static final Table TABLE = Table.of("pool.tls", "ca", "cert", "key", "server-name", "verify");

  private static final Format<String> SERVER_NAME =
      new Format<>(
          "a host name without port such as \"backend.internal\", or an IP address",
          PoolTlsReader::serverName);

  private PoolTlsReader() {}

  static PoolTlsConfig read(TableReader table) {
    Optional<Path> ca = CertificateReader.authorities(table, "ca");
    Optional<CertificateFiles> certificate =
        table.has("cert") || table.has("key") ? CertificateReader.pair(table) : Optional.empty();
    boolean verify = table.flag("verify").orElse(true);
    if (!verify && table.has("ca")) {
      table.rejectKey(
          "ca",
          Text.message(
              "of no use with verify = false", "no ca, or verify = true", Optional.empty()));
    }
    return new PoolTlsConfig(ca, certificate, table.value("server-name", SERVER_NAME), verify);
  }

  private static String serverName(String text) throws InvalidValue {
    boolean name = HostNames.isValid(text) && !text.endsWith(".");
    if (!name && !NetUtil.isValidIpV6Address(text)) {
      throw new InvalidValue(Text.quote(text) + " is not a host name");
    }
    return text;
  }
}
