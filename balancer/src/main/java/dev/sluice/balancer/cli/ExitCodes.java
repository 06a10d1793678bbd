package dev.sluice.balancer.cli;

/** What the process's exit code tells. */
final class ExitCodes {

  static final int DONE = 0;

  /** It could not do its work. */
  static final int FAILED = 1;

  /** Bad usage or bad configuration. */
  static final int USAGE = 2;

  private ExitCodes() {}
}
