package dev.sluice.conformance;

/** A requirement that was not met. */
final class Unmet extends RuntimeException {

  private static final long serialVersionUID = 1;

  Unmet(String what) {
    super(what, null, false, false);
  }

  static void unless(boolean met, String what, Object... seen) {
    if (!met) {
      throw new Unmet(what.formatted(seen));
    }
  }
}
