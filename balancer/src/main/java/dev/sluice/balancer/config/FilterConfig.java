package dev.sluice.balancer.config;

import java.util.Optional;

/**
 * What a rule does to the requests that it takes, and to their answers.
 *
 * @param path of the request that goes on
 * @param request its fields
 * @param response fields of the answer, whoever made it
 * @param compress the answer's body; empty for never
 * @param cors answers to scripts of other sites; empty to leave that to the backend
 */
public record FilterConfig(
    PathChange path,
    HeaderChanges request,
    HeaderChanges response,
    Optional<CompressConfig> compress,
    Optional<CorsConfig> cors) {

  /** Nothing is changed. */
  public static final FilterConfig NONE =
      new FilterConfig(
          PathChange.NONE,
          HeaderChanges.NONE,
          HeaderChanges.NONE,
          Optional.empty(),
          Optional.empty());

  /**
   * A change of the path, the prefix first.
   *
   * @param strip what is taken off its beginning, without a slash at its end; empty for nothing
   * @param rewrite what becomes of the rest
   */
  public record PathChange(String strip, Optional<Rewrite> rewrite) {

    /** It stays. */
    public static final PathChange NONE = new PathChange("", Optional.empty());
  }

  /**
   * A replacement of what an expression finds in the path; where it finds nothing, the path stays.
   *
   * @param path a regular expression that compiles
   * @param to the path to ask for instead, perhaps with a query of its own
   */
  public record Rewrite(String path, Template to) {}
}
