package dev.sluice.load.plan;

/** Whether a connection serves more than one request. */
public enum KeepAlive {
  /**
   * HTTP and WebSocket connections are kept; tcp opens one per request, since a tcp balancer picks
   * per connection.
   */
  BY_SCHEME,
  /** Kept. */
  ON,
  /** One request each. */
  OFF;

  /** What it comes to for a scheme. */
  public boolean keeps(Scheme scheme) {
    return this == ON || (this == BY_SCHEME && scheme != Scheme.TCP);
  }
}
