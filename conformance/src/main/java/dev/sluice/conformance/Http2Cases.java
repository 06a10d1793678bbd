package dev.sluice.conformance;

import java.util.List;

/** Placeholder. */
final class Http2Cases {

  private Http2Cases() {}

  static List<Case> all() {
    return List.of();
  }
}
