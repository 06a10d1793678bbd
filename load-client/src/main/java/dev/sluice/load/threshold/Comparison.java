package dev.sluice.load.threshold;

/** How a value and a limit compare. */
enum Comparison {
  MORE,
  AT_LEAST,
  LESS,
  AT_MOST;

  static Comparison of(String operator) {
    return switch (operator) {
      case ">" -> MORE;
      case ">=" -> AT_LEAST;
      case "<" -> LESS;
      default -> AT_MOST;
    };
  }

  boolean holds(double value, double limit) {
    return switch (this) {
      case MORE -> value > limit;
      case AT_LEAST -> value >= limit;
      case LESS -> value < limit;
      case AT_MOST -> value <= limit;
    };
  }
}
