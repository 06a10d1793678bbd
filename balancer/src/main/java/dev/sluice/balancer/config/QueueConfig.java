package dev.sluice.balancer.config;

import java.time.Duration;

/**
 * Where requests wait for a backend below its limit.
 *
 * @param size requests that may wait, 0 for none
 * @param timeout how long one may wait, positive
 */
public record QueueConfig(int size, Duration timeout) {

  /** 1024 requests, 5 seconds. */
  public static final QueueConfig DEFAULT = new QueueConfig(1024, Duration.ofSeconds(5));
}
