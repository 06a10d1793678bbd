package dev.sluice.load.stats;

import java.util.List;

/**
 * Answers and errors over time.
 *
 * @param secondsPerPoint width of one point
 * @param points from the start of the counted time, without gaps
 */
public record Series(double secondsPerPoint, List<Point> points) {

  /** Copies the points. */
  public Series {
    points = List.copyOf(points);
  }

  /**
   * What ended within one interval.
   *
   * @param answered requests that got an answer
   * @param failed requests that count as errors
   */
  public record Point(long answered, long failed) {}
}
