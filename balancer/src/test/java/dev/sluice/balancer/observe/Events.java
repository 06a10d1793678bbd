package dev.sluice.balancer.observe;

import dev.sluice.balancer.event.AccessEvent;
import java.time.Instant;

/** Events for tests. */
final class Events {

  private static final AccessEvent.Timing TIMING =
      new AccessEvent.Timing(Instant.parse("2026-01-02T03:04:05.678Z"), 1_234_567);

  private Events() {}

  static AccessEvent connection(String result) {
    return new AccessEvent.Connection(
        TIMING,
        "raw",
        "[::1]:4711",
        new AccessEvent.Target("pool", "10.0.0.1:80"),
        result,
        new AccessEvent.Traffic(3, 4));
  }

  static AccessEvent session(String result) {
    return new AccessEvent.Session(
        TIMING,
        "dns",
        "[::1]:4711",
        new AccessEvent.Target("pool", "10.0.0.1:53"),
        result,
        new AccessEvent.Volume(new AccessEvent.Traffic(3, 4), new AccessEvent.Datagrams(1, 2)));
  }

  static AccessEvent request(String target, String userAgent) {
    return new AccessEvent.Request(
        TIMING,
        "web",
        "10.1.2.3:4711",
        new AccessEvent.Head("GET", target, "HTTP/1.1", "a", "", userAgent),
        new AccessEvent.Answer(404, "rule", AccessEvent.Target.NONE, "no-route", "id"),
        new AccessEvent.Traffic(0, 5));
  }
}
