package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.http.stream.Downstream;

/** Answers requests in one way or another. For one event loop. */
@FunctionalInterface
public interface Action {

  /**
   * Takes a request over: listens to it, answers it or breaks it off, and ends its record once,
   * before it ends the answer.
   */
  void run(Downstream request, RequestRecord record);
}
