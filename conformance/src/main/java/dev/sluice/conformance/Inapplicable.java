package dev.sluice.conformance;

/** A case about something that the proxy does not do at all. */
final class Inapplicable extends RuntimeException {

  private static final long serialVersionUID = 1;

  Inapplicable(String why) {
    super(why, null, false, false);
  }
}
