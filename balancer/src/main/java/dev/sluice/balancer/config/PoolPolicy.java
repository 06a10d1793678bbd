package dev.sluice.balancer.config;

import java.time.Duration;
import java.util.Optional;

/**
 * How a pool looks after itself.
 *
 * @param panicThreshold below this share of usable primary backends all of them are used; 0 (the
 *     default) never, at most 1
 * @param slowStart over which a backend that comes up grows to its full share; zero for at once
 * @param health active checks; empty for none
 * @param outlier passive checks
 * @param queue where requests wait while every usable backend is at its limit
 * @param affinity what keeps a client with its backend
 */
public record PoolPolicy(
    double panicThreshold,
    Duration slowStart,
    Optional<HealthConfig> health,
    OutlierConfig outlier,
    QueueConfig queue,
    AffinityConfig affinity) {

  /** What holds for a pool whose configuration says nothing. */
  public static final PoolPolicy DEFAULT =
      new PoolPolicy(
          0,
          Duration.ZERO,
          Optional.empty(),
          OutlierConfig.DEFAULT,
          QueueConfig.DEFAULT,
          AffinityConfig.DEFAULT);

  /** Nothing that takes time: no checks, no ejections, no waiting. */
  public static final PoolPolicy NONE =
      new PoolPolicy(
          0,
          Duration.ZERO,
          Optional.empty(),
          OutlierConfig.OFF,
          new QueueConfig(0, QueueConfig.DEFAULT.timeout()),
          AffinityConfig.DEFAULT);
}
