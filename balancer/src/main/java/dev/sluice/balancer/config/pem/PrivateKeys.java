package dev.sluice.balancer.config.pem;

import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Private keys in the three forms that tools write: PKCS #8, PKCS #1 (RSA), SEC 1 (EC). */
final class PrivateKeys {

  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  private static final byte[] VERSION = {Der.INTEGER, 1, 0};
  // rsaEncryption (1.2.840.113549.1.1.1) with no parameters; id-ecPublicKey (1.2.840.10045.2.1)
  private static final byte[] RSA = HexFormat.of().parseHex("06092a864886f70d0101010500");
  private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

  private PrivateKeys() {}

  /** The only key among the blocks. */
  static PrivateKey only(List<PemBlock> blocks) throws PemException {
    List<PemBlock> keys =
        blocks.stream().filter(block -> block.label().endsWith("PRIVATE KEY")).toList();
    if (keys.isEmpty()) {
      throw new PemException("has no private key");
    }
    if (keys.size() > 1) {
      throw new PemException("has " + keys.size() + " private keys");
    }
    PemBlock key = keys.get(0);
    if (key.label().startsWith("ENCRYPTED") || key.text().contains("ENCRYPTED")) {
      throw new PemException("has a private key under a passphrase");
    }
    return parse(pkcs8(key));
  }

  private static byte[] pkcs8(PemBlock key) throws PemException {
    return switch (key.label()) {
      case "PRIVATE KEY" -> key.der();
      case "RSA PRIVATE KEY" -> wrapped(RSA, key.der());
      case "EC PRIVATE KEY" -> wrapped(join(EC, curve(key.der())), key.der());
      default -> throw new PemException("has a private key of an unknown form, " + key.label());
    };
  }

  // RFC 5208 section 5
  private static byte[] wrapped(byte[] algorithm, byte[] key) {
    return Der.element(
        Der.SEQUENCE, VERSION, Der.element(Der.SEQUENCE, algorithm), Der.element(Der.OCTETS, key));
  }

  // RFC 5915 section 3
  private static byte[] curve(byte[] key) throws PemException {
    Der.Reader fields = new Der.Reader(key).enter(Der.SEQUENCE);
    fields.enter(Der.INTEGER);
    fields.enter(Der.OCTETS);
    if (!fields.at(Der.FIRST_CHOICE)) {
      throw new PemException("has an EC private key without its curve");
    }
    return fields.enter(Der.FIRST_CHOICE).rest();
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }

  private static PrivateKey parse(byte[] pkcs8) throws PemException {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (InvalidKeySpecException | NoSuchAlgorithmException another) {
        // The next algorithm may know it.
      }
    }
    throw new PemException("has a private key that is damaged, or neither RSA, EC nor EdDSA");
  }
}
