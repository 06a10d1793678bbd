package dev.sluice.e2e;

import java.io.EOFException;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/** A long body: made and hashed on the way, never held. */
final class Body {

  private static final int SIZE = 256 * 1024;

  private final MessageDigest digest;

  Body() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** Sends so many bytes, no two blocks of them alike. */
  void send(Wire wire, long length) throws IOException {
    byte[] block = new byte[SIZE];
    new Random(1).nextBytes(block);
    long left = length;
    for (long turn = 0; left > 0; turn++) {
      for (int i = 0; i < Long.BYTES; i++) {
        block[i] = (byte) (turn >>> (8 * i));
      }
      int part = (int) Math.min(left, SIZE);
      digest.update(block, 0, part);
      wire.send(block, part);
      left -= part;
    }
  }

  /** Reads so many bytes. */
  void read(Wire wire, long length) throws IOException {
    byte[] block = new byte[SIZE];
    for (long left = length; left > 0; ) {
      int part = wire.in().read(block, 0, (int) Math.min(left, SIZE));
      if (part < 0) {
        throw new EOFException((length - left) + " of " + length + " bytes");
      }
      digest.update(block, 0, part);
      left -= part;
    }
  }

  String sha256() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
