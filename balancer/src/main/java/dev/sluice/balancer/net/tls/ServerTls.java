package dev.sluice.balancer.net.tls;

import dev.sluice.balancer.config.ServerTlsConfig;
import io.netty.channel.ChannelHandler;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS for the connections that a server accepts: TLS 1.2 and 1.3, no renegotiation, sessions
 * resumed by tickets. The client's SNI (RFC 6066 section 3) chooses the certificate. One for all
 * event loops of a server; safe to use from any thread.
 */
public final class ServerTls implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);

  private final FromFiles<SniContexts> material;

  private ServerTls(FromFiles<SniContexts> material) {
    this.material = material;
  }

  /**
   * Reads the files; blocks.
   *
   * @param server its name, for the log
   * @param alpn the application protocols (RFC 7301) that are spoken, the best first, such as
   *     {@code http/1.1}; empty for no ALPN
   * @throws TlsException when they are of no use, though they may have been when the configuration
   *     was read
   */
  public static ServerTls open(
      String server, ServerTlsConfig config, List<String> alpn, TlsProvider provider)
      throws TlsException {
    ServerContexts contexts = new ServerContexts(config, alpn, provider);
    ServerTls tls = new ServerTls(new FromFiles<>(server, contexts.files(), contexts));
    LOG.info("{}: TLS by {}", server, provider.description());
    return tls;
  }

  /**
   * A handler for one accepted connection, to be the first in its pipeline but for what comes
   * before TLS on the wire. It waits for the ClientHello, reads by itself until the handshake is
   * over, also where reading is off, and then leaves its place to an {@link
   * io.netty.handler.ssl.SslHandler}. How it ends is told by one {@link
   * io.netty.handler.ssl.SslHandshakeCompletionEvent}; after a failure the channel is closed.
   *
   * @param timeout for the whole handshake, from when the handler is in the pipeline of an active
   *     channel; zero for none
   * @see TlsFailure#of
   */
  public ChannelHandler newHandler(Duration timeout) {
    return new SniHandshake(material, timeout);
  }

  /**
   * Looks whether the files have changed, and takes over what is new for the handshakes to come;
   * when it is of no use, what there is stays, and the log says why. Blocks; to be called about
   * once a second. A change is taken over on the second call that finds the files unchanged since.
   */
  public void refresh() {
    material.refresh();
  }

  /** Fails the handshakes to come; connections stay. */
  @Override
  public void close() {
    material.close();
  }
}
