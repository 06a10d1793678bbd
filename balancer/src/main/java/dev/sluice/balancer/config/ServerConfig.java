package dev.sluice.balancer.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * A listening socket, or several that are treated alike, and its rules.
 *
 * @param name default: its first listen address
 * @param forwards at least one; exactly one on a UDP server
 */
public record ServerConfig(
    String name,
    ListenConfig listen,
    Protocol protocol,
    Timeouts timeouts,
    Limits limits,
    List<ForwardConfig> forwards) {

  /** What is spoken on the socket. */
  public enum Protocol {
    TCP,
    HTTP,
    UDP;

    /** The name used in configurations and logs. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * All of them zero for none, but {@code connect}, which is always positive.
   *
   * @param clientHeader how long a client may take for what must be known before its traffic can be
   *     sent anywhere: a PROXY header, a TLS handshake or the beginning of one
   * @param clientIdle how long a connection may be silent, for HTTP between requests; for UDP, how
   *     long a session lasts without a datagram
   * @param connect for one backend
   * @param backendIdle how long a backend may be silent while something is expected from it
   * @param request the whole of one exchange, retries included; HTTP only
   */
  public record Timeouts(
      Duration clientHeader,
      Duration clientIdle,
      Duration connect,
      Duration backendIdle,
      Duration request) {}

  /**
   * Sizes, in bytes, and numbers.
   *
   * @param maxHeaderSize of a request's or an answer's head
   * @param maxBodySize of a request, 0 for no limit
   * @param http2 of connections of HTTP/2
   */
  public record Limits(int maxHeaderSize, long maxBodySize, Http2Limits http2) {

    /** With the defaults for HTTP/2. */
    public Limits(int maxHeaderSize, long maxBodySize) {
      this(maxHeaderSize, maxBodySize, Http2Limits.DEFAULT);
    }
  }

  /**
   * What one connection of HTTP/2 may do.
   *
   * @param streams open at one time, 1 to 10000
   * @param resets in 30 s, of either side, beyond which the connection is ended; 1 to 1000000
   */
  public record Http2Limits(int streams, int resets) {

    /** 100 streams, 200 resets. */
    public static final Http2Limits DEFAULT = new Http2Limits(100, 200);
  }
}
