package dev.sluice.balancer.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Connections of a pool to its backends.
 *
 * @param maxIdle kept open to one backend while no exchange uses them, 0 to 65536; only of use to
 *     protocols whose connections serve more than one exchange
 * @param maxAge after which one is not used for another exchange; zero for none
 * @param protocol what is spoken to backends by servers of protocol http
 * @param proxyProtocol what tells the backend who the client is, ahead of everything else
 * @param tls empty where the backends don't speak TLS
 */
public record ConnectionsConfig(
    int maxIdle,
    Duration maxAge,
    Protocol protocol,
    ProxyProtocol proxyProtocol,
    Optional<PoolTlsConfig> tls) {

  /** 128 idle ones for each backend, of whatever age; no header. */
  public static final ConnectionsConfig DEFAULT =
      new ConnectionsConfig(
          128, Duration.ZERO, Protocol.HTTP1, ProxyProtocol.OFF, Optional.empty());

  /** What requests are sent by. */
  public enum Protocol {
    /** HTTP/1.1. */
    HTTP1,
    /** HTTP/2 over TLS, agreed on by ALPN. */
    H2,
    /** HTTP/2 without TLS, which the backends are known to speak (RFC 9113, section 3.3). */
    H2C;

    /** The name used in configurations. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether a connection begins with a PROXY protocol header, and of which version. */
  public enum ProxyProtocol {
    OFF,
    V1,
    V2;

    /** The name used in configurations. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
