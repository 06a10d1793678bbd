package dev.sluice.conformance;

/** How binding a case is. */
public enum Strictness {
  /** The RFC demands it. */
  MUST,
  /**
   * The RFC leaves a choice, or what it demands is easily got wrong: Sluice takes the safe side.
   */
  SAFE,
  /** The RFC recommends it, or it is what users expect. */
  SHOULD;

  /** Whether it fails Sluice's build. */
  public boolean binding() {
    return this != SHOULD;
  }
}
