package dev.sluice.balancer.config.pem;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Who one is towards peers.
 *
 * @param chain the own certificate, then those that lead to its authority
 * @param key of the first certificate
 */
public record Identity(List<X509Certificate> chain, PrivateKey key) {

  /** Whether the key is that of the first certificate. */
  public static boolean belong(List<X509Certificate> chain, PrivateKey key) {
    PublicKey certified = chain.get(0).getPublicKey();
    byte[] text = "Whose key is this?".getBytes(StandardCharsets.US_ASCII);
    try {
      // What one signs, the other must confirm; that holds for keys of every kind.
      Signature signing = Signature.getInstance(scheme(key));
      signing.initSign(key);
      signing.update(text);
      Signature checking = Signature.getInstance(scheme(key));
      checking.initVerify(certified);
      checking.update(text);
      return checking.verify(signing.sign());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static String scheme(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> key.getAlgorithm();
    };
  }
}
