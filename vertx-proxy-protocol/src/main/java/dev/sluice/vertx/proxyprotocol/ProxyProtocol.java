package dev.sluice.vertx.proxyprotocol;

import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * How the connections of a server begin.
 *
 * <p>A trusted peer must begin with a PROXY header of version 1 or 2; what it announces is in the
 * {@link ProxyVerdict} on the channel. Any other peer is an ordinary client: its bytes pass as they
 * are and without waiting, unless they begin as a PROXY header would; then the connection is
 * refused, so that a header is neither believed nor passed on to who might believe it.
 *
 * <p>The header is taken off in front of everything else, TLS included, whatever the segments that
 * it comes in. Reading need not be on: until a trusted peer's header is complete, the bytes are
 * asked for here. Headers may be as long as the protocol allows: 107 bytes in version 1, 65551 in
 * version 2. Version 2's additional fields (TLV) are skipped.
 *
 * @param trusted whose header is believed; not asked about peers without an IP address, those of
 *     Unix domain sockets, which are trusted: the permissions of the file have decided on them
 * @param onRefusal what becomes of a connection that is refused
 * @param timeout how long a trusted peer may take for its header, and a beginning that might become
 *     a header of another one be held; the connection is then closed. Zero for no limit.
 */
public record ProxyProtocol(Predicate<InetAddress> trusted, OnRefusal onRefusal, Duration timeout) {

  /** The handler's name in the pipeline; it is gone once nothing is left to decide. */
  public static final String HANDLER = "proxy-protocol";

  /** What becomes of a refused connection. */
  public enum OnRefusal {
    /** It is closed. */
    CLOSE,
    /**
     * What follows the header, if the end of one was found, is passed on, else all that came: the
     * application refuses in its own way.
     */
    PASS_ON
  }

  /**
   * Expects it on a connection from which nothing was read yet: in an {@link AcceptHookTransport}'s
   * hook, or on the connection's event loop.
   */
  public void expectOn(Channel channel) {
    channel.pipeline().addFirst(HANDLER, new FirstBytes(this));
  }

  boolean trusts(SocketAddress peer) {
    return !(peer instanceof InetSocketAddress inet) || trusted.test(inet.getAddress());
  }
}
