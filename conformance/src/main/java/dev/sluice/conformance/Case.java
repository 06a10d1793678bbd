package dev.sluice.conformance;

import java.util.List;

/**
 * A requirement, and how to see whether it is met.
 *
 * @param section such as {@code RFC 9112 6.1}
 * @param title what is required, in words
 */
public record Case(
    String section,
    String title,
    Strictness strictness,
    Script script,
    Reply reply,
    List<Check> checks) {

  /** Unique in the suite. */
  public String id() {
    return section + " " + title;
  }

  @Override
  public String toString() {
    return id();
  }
}
