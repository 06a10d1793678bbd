package dev.sluice.conformance;

/**
 * How a proxy did in a case.
 *
 * @param report what was wrong, with the bytes of both sides; or why it was left out
 */
public record Verdict(Case of, Outcome outcome, String report) {

  /** In one word. */
  public enum Outcome {
    PASSED,
    FAILED,
    SKIPPED
  }

  /** Whether it did as required. */
  public boolean passed() {
    return outcome == Outcome.PASSED;
  }

  /** Whether the proxy lacks what the case is about. */
  public boolean skipped() {
    return outcome == Outcome.SKIPPED;
  }

  /** The report's first line. */
  public String summary() {
    return report.lines().findFirst().orElse("");
  }
}
