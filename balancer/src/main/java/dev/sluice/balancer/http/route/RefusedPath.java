package dev.sluice.balancer.http.route;

/**
 * A path that is answered with 400 instead of being matched; see {@link PathPolicy}. Has no stack
 * trace, as anybody can cause it.
 */
public final class RefusedPath extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * @param wrong what is wrong, for the log
   */
  RefusedPath(String wrong) {
    super(wrong, null, false, false);
  }
}
