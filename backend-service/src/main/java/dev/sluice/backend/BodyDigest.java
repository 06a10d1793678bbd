package dev.sluice.backend;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Counts and hashes a body as it passes. For one thread. */
final class BodyDigest {

  private final MessageDigest sha256;
  private long bytes;

  BodyDigest() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  void update(ByteBuffer part) {
    bytes += part.remaining();
    sha256.update(part);
  }

  long bytes() {
    return bytes;
  }

  /** The hash in lower-case hex; afterwards the digest starts over. */
  String sha256() {
    return HexFormat.of().formatHex(sha256.digest());
  }
}
