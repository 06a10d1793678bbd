package dev.sluice.balancer.net.tls;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.PoolTlsConfig;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS for the connections to the backends of a pool. One for all event loops; safe to use from any
 * thread.
 */
public final class ClientTls implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ClientTls.class);

  private final FromFiles<SniContexts> material;
  private final Optional<String> serverName;

  private ClientTls(FromFiles<SniContexts> material, Optional<String> serverName) {
    this.material = material;
    this.serverName = serverName;
  }

  /**
   * Reads the files; blocks.
   *
   * @param pool its name, for the log
   * @param alpn the application protocols (RFC 7301) that are offered, the best first; empty for no
   *     ALPN
   * @throws TlsException when they are of no use, though they may have been when the configuration
   *     was read
   */
  public static ClientTls open(
      String pool, PoolTlsConfig config, List<String> alpn, TlsProvider provider)
      throws TlsException {
    ClientContexts contexts = new ClientContexts(pool, config, alpn, provider);
    ClientTls tls =
        new ClientTls(
            new FromFiles<>("pool " + pool, contexts.files(), contexts), config.serverName());
    LOG.info("pool {}: TLS by {}", pool, provider.description());
    if (!config.verify()) {
      LOG.warn("pool {}: the certificates of the backends are not verified", pool);
    }
    return tls;
  }

  /**
   * A handler for one connection, to be the first in its pipeline. It begins the handshake once the
   * channel is active, reads by itself until that is over, also where reading is off, and tells how
   * it ends by one {@link io.netty.handler.ssl.SslHandshakeCompletionEvent}; after a failure the
   * channel is closed. The backend is asked by SNI for the server name, or its host unless that is
   * an IP address, and its certificate must be for that name or address.
   *
   * @param timeout for the handshake; zero for none
   * @throws IllegalStateException after {@link #close}
   * @see TlsFailure#of
   */
  public SslHandler newHandler(ByteBufAllocator alloc, Address backend, Duration timeout) {
    SniContexts contexts =
        material.retain().orElseThrow(() -> new IllegalStateException("closed already"));
    try {
      String name = serverName.orElse(backend.host());
      SslHandler handler = contexts.first().newHandler(alloc, name, backend.port());
      handler.setHandshakeTimeoutMillis(timeout.toMillis());
      askForShortName(handler.engine(), name);
      return handler;
    } finally {
      contexts.release();
    }
  }

  // By themselves, engines send no SNI for names without a dot, such as container platforms use.
  private static void askForShortName(SSLEngine engine, String name) {
    if (name.indexOf('.') < 0 && name.indexOf(':') < 0) {
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(name)));
      engine.setSSLParameters(parameters);
    }
  }

  /** As {@link ServerTls#refresh}. */
  public void refresh() {
    material.refresh();
  }

  /** Connections stay; there must be no more new ones. */
  @Override
  public void close() {
    material.close();
  }
}
