package dev.sluice.balancer.config;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where and how a server takes connections.
 *
 * @param addresses at least one, none twice
 * @param socket of every connection
 * @param limit of connections at once, over all addresses together
 * @param trust in what peers say about clients
 * @param tls empty where TLS is not ended
 */
public record ListenConfig(
    List<Address> addresses,
    SocketConfig socket,
    ConnectionLimit limit,
    Trust trust,
    Optional<ServerTlsConfig> tls) {

  /** One address with everything else as by default. */
  public static ListenConfig on(Address address) {
    return new ListenConfig(
        List.of(address),
        SocketConfig.DEFAULT,
        ConnectionLimit.DEFAULT,
        Trust.NOBODY,
        Optional.empty());
  }

  /**
   * Who is believed when it speaks for a client.
   *
   * @param proxies empty for none
   * @param proxyProtocol whether these begin each connection with a PROXY protocol header
   */
  public record Trust(List<Network> proxies, boolean proxyProtocol) {

    /** Nobody is. */
    public static final Trust NOBODY = new Trust(List.of(), false);

    /** Whether one with this address is. */
    public boolean believes(InetAddress peer) {
      // Every request asks; most servers trust nobody.
      for (int i = 0; i < proxies.size(); i++) {
        if (proxies.get(i).contains(peer)) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * Socket options; none of them concerns UDP.
   *
   * @param backlog connections that the kernel keeps until they are accepted, 1 to 65535
   * @param keepAlive whether the kernel looks after silent peers
   * @param noDelay whether small writes go out at once
   */
  public record SocketConfig(int backlog, boolean keepAlive, boolean noDelay) {

    /** A backlog of 4096, with keep-alive, without delay. */
    public static final SocketConfig DEFAULT = new SocketConfig(4096, true, true);
  }

  /**
   * How many may be connected at once.
   *
   * @param most connections, or sessions of UDP; 0 for no limit
   * @param whenFull what becomes of the next one; of UDP, the session that was silent longest goes
   */
  public record ConnectionLimit(int most, WhenFull whenFull) {

    /** The default of {@code most}. */
    public static final int MOST = 10_000;

    /** 10,000, and those beyond it are closed. */
    public static final ConnectionLimit DEFAULT = new ConnectionLimit(MOST, WhenFull.CLOSE);
  }

  /** What becomes of a connection beyond the limit. */
  public enum WhenFull {
    /** It is accepted and closed. */
    CLOSE,
    /** It waits in the backlog until another one ends. */
    WAIT;

    /** The name used in configurations. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
