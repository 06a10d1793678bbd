package dev.sluice.conformance.message;

import java.io.IOException;

/** Bytes that are no message. */
public final class Malformed extends IOException {

  private static final long serialVersionUID = 1;

  Malformed(String section, String what) {
    super(what + " (RFC " + section + ")");
  }
}
