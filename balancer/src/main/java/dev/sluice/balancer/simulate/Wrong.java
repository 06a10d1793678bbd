package dev.sluice.balancer.simulate;

/** What is said about a value that can't be used. */
final class Wrong {

  private Wrong() {}

  static IllegalArgumentException value(String text, String wrong, String expected) {
    return new IllegalArgumentException("\"" + text + "\" " + wrong + "; expected " + expected);
  }
}
