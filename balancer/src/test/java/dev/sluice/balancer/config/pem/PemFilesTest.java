package dev.sluice.balancer.config.pem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.balancer.config.CertificateFiles;
import dev.sluice.balancer.net.tls.Pki;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PemFilesTest {

  private static final byte[] P256 = HexFormat.of().parseHex("06082a8648ce3d030107");

  @TempDir private Path folder;
  private Pki pki;

  @BeforeEach
  void authority() {
    pki = Pki.in(folder, "ca");
  }

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("file.pem"), content);
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }

  private static byte[] inner(PrivateKey key) throws PemException {
    Der.Reader fields = new Der.Reader(key.getEncoded()).enter(Der.SEQUENCE);
    fields.enter(Der.INTEGER);
    fields.enter(Der.SEQUENCE);
    return fields.enter(Der.OCTETS).rest();
  }

  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      names = {"ecp256", "ecp384", "rsa2048", "rsa4096", "ed25519"})
  void readsKeysOfEveryKind(Algorithm algorithm) throws Exception {
    CertificateFiles files = pki.issue("x", builder -> builder.algorithm(algorithm));
    PrivateKey key = PemFiles.privateKey(files.key());
    assertThat(Identity.belong(PemFiles.certificates(files.cert()), key)).isTrue();
    assertThat(Identity.belong(PemFiles.certificates(pki.file("ca.pem")), key)).isFalse();
  }

  @Test
  void readsTheOlderFormOfRsaKeys() throws Exception {
    X509Bundle bundle = pki.bundle("x", builder -> builder.rsa2048());
    PrivateKey key = bundle.getKeyPair().getPrivate();
    Path file = file(pem("RSA PRIVATE KEY", inner(key)));
    assertThat(PemFiles.privateKey(file)).isEqualTo(key);
  }

  @Test
  void readsTheOlderFormOfEcKeys() throws Exception {
    X509Bundle bundle = pki.bundle("x", builder -> builder);
    Der.Reader fields = new Der.Reader(inner(bundle.getKeyPair().getPrivate())).enter(Der.SEQUENCE);
    fields.enter(Der.INTEGER);
    byte[] secret = Der.element(Der.OCTETS, fields.enter(Der.OCTETS).rest());
    byte[] version = {Der.INTEGER, 1, 1};
    byte[] sec1 = Der.element(Der.SEQUENCE, version, secret, Der.element(Der.FIRST_CHOICE, P256));
    Path file = file(pem("EC PARAMETERS", P256) + pem("EC PRIVATE KEY", sec1));
    assertThat(Identity.belong(List.of(bundle.getCertificate()), PemFiles.privateKey(file)))
        .isTrue();
    Path without = file(pem("EC PRIVATE KEY", Der.element(Der.SEQUENCE, version, secret)));
    assertThatThrownBy(() -> PemFiles.privateKey(without))
        .hasMessage("has an EC private key without its curve");
  }

  @Test
  void readsCertificatesAndKeyFromOneFileWithExplanations() throws Exception {
    X509Bundle bundle = pki.bundle("x", builder -> builder);
    Path file =
        file(
            "Bag Attributes: -----\r\n"
                + bundle.getPrivateKeyPEM().replace("\n", "\r\n")
                + "subject=CN = x\r\n"
                + bundle.getCertificatePEM()
                + "\nissuer\n"
                + pki.authority().getCertificatePEM());
    assertThat(PemFiles.certificates(file))
        .containsExactly(bundle.getCertificate(), pki.authority().getCertificate());
    assertThat(PemFiles.privateKey(file)).isEqualTo(bundle.getKeyPair().getPrivate());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PRIVATE KEY           | AAAA   | has a private key that is damaged, or neither RSA, EC nor EdDSA",
        "PRIVATE KEY           | A*AA   | is damaged: its PRIVATE KEY is not base64",
        "ENCRYPTED PRIVATE KEY | AAAA   | has a private key under a passphrase",
        "RSA PRIVATE KEY       | AAAA   | has a private key that is damaged, or neither RSA, EC nor EdDSA",
        "EC PRIVATE KEY        | AAAA   | has a damaged private key",
        "EC PRIVATE KEY        | MIT//w== | has a damaged private key",
        "EC PRIVATE KEY        | MAE=   | has a damaged private key",
        "DSA PRIVATE KEY       | AAAA   | has a private key of an unknown form, DSA PRIVATE KEY",
        "CERTIFICATE           | AAAA   | has no private key",
        "NOTHING               |        | has no private key",
      })
  void saysWhatIsWrongWithKeys(String label, String content, String message) throws IOException {
    Path file =
        file(
            "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(label, content == null ? "" : content, label));
    assertThatThrownBy(() -> PemFiles.privateKey(file))
        .isInstanceOf(PemException.class)
        .hasMessage(message);
  }

  @Test
  void saysWhenAKeyOfTheOlderFormHasAPassphrase() throws IOException {
    Path file =
        file(
            """
            -----BEGIN RSA PRIVATE KEY-----
            Proc-Type: 4,ENCRYPTED
            DEK-Info: AES-128-CBC,00

            AAAA
            -----END RSA PRIVATE KEY-----
            """);
    assertThatThrownBy(() -> PemFiles.privateKey(file))
        .hasMessage("has a private key under a passphrase");
  }

  @Test
  void saysWhenThereIsMoreThanOneKey() throws IOException {
    String key = pki.bundle("x", builder -> builder).getPrivateKeyPEM();
    Path file = file(key + "\n" + key);
    assertThatThrownBy(() -> PemFiles.privateKey(file)).hasMessage("has 2 private keys");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text",
        "-----BEGIN CERTIFICATE-----\nAAAA\n",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END X-----"
      })
  void saysWhenAFileIsNoPem(String content) throws IOException {
    Path file = file(content);
    assertThatThrownBy(() -> PemFiles.certificates(file)).hasMessage("is not a PEM file");
    assertThatThrownBy(() -> PemFiles.privateKey(file)).hasMessage("is not a PEM file");
  }

  @Test
  void saysWhatIsWrongWithCertificates() throws IOException {
    Path damaged = file(pem("CERTIFICATE", new byte[20]));
    assertThatThrownBy(() -> PemFiles.certificates(damaged))
        .hasMessage("has a damaged certificate");
    Path key = file(pki.bundle("x", builder -> builder).getPrivateKeyPEM());
    assertThatThrownBy(() -> PemFiles.certificates(key)).hasMessage("has no certificate");
    Path large = file("x".repeat(1024 * 1024 + 1));
    assertThatThrownBy(() -> PemFiles.certificates(large)).hasMessage("is larger than 1 MiB");
    assertThatThrownBy(() -> PemFiles.certificates(folder)).hasMessage("is a folder");
    assertThatThrownBy(() -> PemFiles.certificates(folder.resolve("no")))
        .hasMessage("does not exist");
  }
}
