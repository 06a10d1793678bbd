package dev.sluice.load.stats;

import java.util.ArrayList;
import java.util.List;

/**
 * Counts per interval in fixed memory: intervals are a second wide, and when there are too many,
 * neighbours are joined and the width doubles.
 */
final class Timeline {

  static final int POINTS = 512;

  private static final long SECOND = 1_000_000_000L;

  private final long[] answered = new long[POINTS];
  private final long[] failed = new long[POINTS];
  private long width = SECOND;
  private int used;

  void answered(long nanos) {
    answered[index(nanos)]++;
  }

  void failed(long nanos) {
    failed[index(nanos)]++;
  }

  void add(Timeline other) {
    for (int i = 0; i < other.used; i++) {
      int index = index(i * other.width);
      answered[index] += other.answered[i];
      failed[index] += other.failed[i];
    }
    while (width < other.width) {
      widen();
    }
  }

  Series series() {
    List<Series.Point> points = new ArrayList<>(used);
    for (int i = 0; i < used; i++) {
      points.add(new Series.Point(answered[i], failed[i]));
    }
    return new Series((double) width / SECOND, points);
  }

  private int index(long nanos) {
    while (nanos / width >= POINTS) {
      widen();
    }
    int index = (int) (Math.max(0, nanos) / width);
    used = Math.max(used, index + 1);
    return index;
  }

  private void widen() {
    for (int i = 0; i < POINTS; i++) {
      boolean joined = i < POINTS / 2;
      answered[i] = joined ? answered[2 * i] + answered[2 * i + 1] : 0;
      failed[i] = joined ? failed[2 * i] + failed[2 * i + 1] : 0;
    }
    used = (used + 1) / 2;
    width *= 2;
  }
}
