package dev.sluice.conformance;

/**
 * What tells a case's requests from all others.
 *
 * @param number six digits
 */
record Marker(String number) {

  static Marker of(int number) {
    return new Marker("%06d".formatted(number));
  }

  /**
   * Puts the marker of requests where <code>{m}</code> stands, and that of what must never be a
   * request where <code>{s}</code> does.
   */
  String fill(String text) {
    return text.replace("{m}", "m" + number).replace("{s}", smuggled());
  }

  String smuggled() {
    return "s" + number;
  }
}
