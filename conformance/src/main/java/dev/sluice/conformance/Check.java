package dev.sluice.conformance;

/** What has to be so afterwards. */
interface Check {

  /**
   * Looks.
   *
   * @throws Unmet if it isn't
   */
  void on(Scene scene);
}
