package dev.sluice.balancer.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.ServerTlsConfig.ClientAuth;
import dev.sluice.balancer.config.ServerTlsConfig.TlsVersion;
import dev.sluice.balancer.net.tls.Pki;
import dev.sluice.vertx.config.toml.Positions;
import dev.sluice.vertx.config.toml.TomlDocument;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsReadersTest {

  private static final String CERT_EXPECTED =
      "a PEM file with the certificate and those that lead to its authority";
  private static final String KEY_EXPECTED =
      "a PEM file with the certificate's private key, without a passphrase";

  @TempDir private Path folder;

  @BeforeEach
  void files() {
    Pki pki = Pki.in(folder, "ca");
    pki.forHosts("edge", "localhost");
    pki.forHosts("other", "other");
  }

  private record Reading<T>(T config, List<String> errors) {}

  /** Lines of one table, from line 2. */
  private <T> Reading<T> read(String name, Table table, String lines, Function<TableReader, T> by) {
    TomlDocument document = TomlDocument.parse("[" + name + "]\n" + lines);
    Problems problems = new Problems("f.toml", Positions.of(document.positions()));
    Environment environment =
        new Environment(
            variable -> variable.equals("NAME") ? Optional.of("edge") : Optional.empty());
    Document all = new Document(folder, environment, problems);
    TableReader reader =
        new TableReader(all, table, List.of(name), document.json().getJsonObject(name));
    T config = by.apply(reader);
    return new Reading<>(config, problems.sorted().stream().map(ConfigError::toString).toList());
  }

  private Reading<ServerTlsConfig> server(String lines) {
    return read("tls", ServerTlsReader.TABLE, lines, ServerTlsReader::read);
  }

  private Reading<PoolTlsConfig> pool(String lines) {
    return read("tls", PoolTlsReader.TABLE, lines, PoolTlsReader::read);
  }

  private CertificateFiles pair(String name) {
    return new CertificateFiles(folder.resolve(name + ".pem"), folder.resolve(name + ".key"));
  }

  @Test
  void readsTheLeastThatAServerNeeds() {
    Reading<ServerTlsConfig> read =
        server("certificates = [{ cert = \"edge.pem\", key = \"edge.key\" }]");
    assertThat(read.errors()).isEmpty();
    assertThat(read.config())
        .isEqualTo(
            new ServerTlsConfig(
                List.of(pair("edge")), ClientAuth.NONE, Optional.empty(), TlsVersion.TLS_1_2));
  }

  @Test
  void readsAllOfAServer() {
    Reading<ServerTlsConfig> read =
        server(
            """
            certificates = [
              { cert = "${NAME}.pem", key = "./edge.key" },
              { cert = "%s/other.pem", key = "other.key" },
            ]
            client-auth = "require"
            client-ca = "ca.pem"
            min-version = "TLSv1.3"
            """
                .formatted(folder));
    assertThat(read.errors()).isEmpty();
    assertThat(read.config())
        .isEqualTo(
            new ServerTlsConfig(
                List.of(pair("edge"), pair("other")),
                ClientAuth.REQUIRE,
                Optional.of(folder.resolve("ca.pem")),
                TlsVersion.TLS_1_3));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "certificates = []                                         | 2:16: tls.certificates: empty; expected at least one { cert = \"…\", key = \"…\" }",
        "min-version = \"TLSv1.3\"                                 | 1:2: tls.certificates: missing; expected at least one { cert = \"…\", key = \"…\" }",
        "certificates = [{ cert = \"none.pem\", key = \"edge.key\" }] | 2:26: tls.certificates[0].cert: \"none.pem\" does not exist; expected CERT",
        "certificates = [{ cert = \"edge.key\", key = \"edge.key\" }] | 2:26: tls.certificates[0].cert: \"edge.key\" has no certificate; expected CERT",
        "certificates = [{ cert = \"\", key = \"edge.key\" }]         | 2:26: tls.certificates[0].cert: empty; expected CERT",
        "certificates = [{ cert = \"edge.pem\", key = \"edge.pem\" }] | 2:44: tls.certificates[0].key: \"edge.pem\" has no private key; expected KEY",
        "certificates = [{ cert = \"edge.pem\" }]                    | 2:17: tls.certificates[0].key: missing; expected KEY",
        "certificates = [{ key = \"edge.key\" }]                     | 2:17: tls.certificates[0].cert: missing; expected CERT",
        "certificates = [{ cert = \"edge.pem\", keys = \"edge.key\", key = \"edge.key\" }] | 2:38: tls.certificates[0].keys: unknown key; expected one of cert, key; did you mean \"key\"?",
      })
  void reportsBadCertificates(String line, String error) {
    assertThat(server(line).errors())
        .containsExactly(
            "f.toml:" + error.replace("CERT", CERT_EXPECTED).replace("KEY", KEY_EXPECTED));
  }

  @Test
  void reportsKeysOfOtherCertificates() {
    assertThat(server("certificates = [{ cert = \"edge.pem\", key = \"other.key\" }]").errors())
        .containsExactly(
            "f.toml:2:44: tls.certificates[0].key: \"other.key\" does not belong to the first"
                + " certificate in \"edge.pem\"; expected "
                + KEY_EXPECTED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "client-auth = \"require\" | 1:2: tls.client-ca: missing; expected the authorities of the clients' certificates, or client-auth = \"none\"",
        "client-auth = \"request\" | 1:2: tls.client-ca: missing; expected the authorities of the clients' certificates, or client-auth = \"none\"",
        "client-ca = \"ca.pem\" | 3:1: tls.client-ca: of no use where clients are not asked for a certificate; expected no client-ca, or client-auth = \"request\" or \"require\"",
        "client-auth = \"requires\" | 3:15: tls.client-auth: \"requires\" is unknown; expected one of none, request, require; did you mean \"require\"?",
        "min-version = \"TLSv1.1\" | 3:15: tls.min-version: \"TLSv1.1\" is unknown; expected one of TLSv1.2, TLSv1.3; did you mean \"TLSv1.2\"?",
      })
  void reportsWhatDoesNotGoTogether(String line, String error) {
    String certificates = "certificates = [{ cert = \"edge.pem\", key = \"edge.key\" }]\n";
    assertThat(server(certificates + line).errors()).containsExactly("f.toml:" + error);
  }

  @Test
  void allowsClientAuthNoneToBeSaid() {
    String lines = "certificates = [{ cert = \"edge.pem\", key = \"edge.key\" }]\n";
    assertThat(server(lines + "client-auth = \"none\"").errors()).isEmpty();
    assertThat(server(lines + "client-auth = \"none\"\nclient-ca = \"ca.pem\"").errors())
        .singleElement()
        .asString()
        .startsWith("f.toml:4:1: tls.client-ca: of no use");
    // it may have been meant to ask
    assertThat(server(lines + "client-auth = \"maybe\"\nclient-ca = \"ca.pem\"").errors())
        .singleElement()
        .asString()
        .startsWith("f.toml:3:15: tls.client-auth: ");
  }

  @Test
  void readsPools() {
    assertThat(pool("").errors()).isEmpty();
    assertThat(pool("").config())
        .isEqualTo(new PoolTlsConfig(Optional.empty(), Optional.empty(), Optional.empty(), true));
    Reading<PoolTlsConfig> all =
        pool(
            """
            ca = "ca.pem"
            cert = "edge.pem"
            key = "edge.key"
            server-name = "backend.internal"
            verify = true
            """);
    assertThat(all.errors()).isEmpty();
    assertThat(all.config())
        .isEqualTo(
            new PoolTlsConfig(
                Optional.of(folder.resolve("ca.pem")),
                Optional.of(pair("edge")),
                Optional.of("backend.internal"),
                true));
    assertThat(pool("verify = false").config().verify()).isFalse();
    assertThat(pool("server-name = \"::1\"").config().serverName()).contains("::1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "cert = \"edge.pem\"                       | 1:2: tls.key: missing; expected KEY",
        "key = \"edge.key\"                        | 1:2: tls.cert: missing; expected CERT",
        "ca = \"none.pem\"                         | 2:6: tls.ca: \"none.pem\" does not exist; expected a PEM file with the certificates of the authorities",
        "server-name = \"a:443\"                   | 2:15: tls.server-name: \"a:443\" is not a host name; expected a host name without port such as \"backend.internal\", or an IP address",
        "server-name = \"a.\"                      | 2:15: tls.server-name: \"a.\" is not a host name; expected a host name without port such as \"backend.internal\", or an IP address",
        "verify = \"no\"                           | 2:10: tls.verify: found the string \"no\"; expected true or false",
        "sni = \"a\"                               | 2:1: tls.sni: unknown key; expected one of ca, cert, key, server-name, verify",
      })
  void reportsBadPools(String line, String error) {
    assertThat(pool(line).errors())
        .containsExactly(
            "f.toml:" + error.replace("CERT", CERT_EXPECTED).replace("KEY", KEY_EXPECTED));
  }

  @Test
  void reportsAnAuthorityThatNobodyAsks() {
    assertThat(pool("ca = \"ca.pem\"\nverify = false").errors())
        .containsExactly(
            "f.toml:2:1: tls.ca: of no use with verify = false; expected no ca, or verify = true");
  }
}
