package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.config.ServerConfig;
import java.time.Duration;

/**
 * How a listener treats its HTTP/1.x connections.
 *
 * @param name of the server, for logs
 * @param maxHead bytes of a request's head, at most; positive
 * @param clientHeader for the whole of a head; zero for no limit
 * @param clientIdle for the first byte of a further head; zero for no limit
 * @param lingering how long what a client still sends is thrown away before its connection is
 *     closed, so that it sees the answer (RFC 9112, section 9.6); positive
 */
public record H1ServerSettings(
    String name, int maxHead, Duration clientHeader, Duration clientIdle, Duration lingering) {

  private static final Duration LINGERING = Duration.ofSeconds(1);

  /** As configured. */
  public static H1ServerSettings of(ServerConfig config) {
    return new H1ServerSettings(
        config.name(),
        config.limits().maxHeaderSize(),
        config.timeouts().clientHeader(),
        config.timeouts().clientIdle(),
        LINGERING);
  }
}
