package dev.sluice.balancer.http.exchange;

/** Is told of requests that have ended. Must not block. */
@FunctionalInterface
public interface RequestObserver {

  /**
   * One has ended; on its event loop.
   *
   * @param request to be read only until this returns
   */
  void ended(RequestRecord request);
}
