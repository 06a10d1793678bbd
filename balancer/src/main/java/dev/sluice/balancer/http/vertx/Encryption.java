package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.net.tls.ClientTls;
import dev.sluice.balancer.net.tls.ServerTls;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where a server speaks TLS.
 *
 * @param clients towards them; empty for plain connections
 * @param pools towards the backends of a pool, by its name; empty for plain connections
 */
public record Encryption(Optional<ServerTls> clients, Function<String, Optional<ClientTls>> pools) {

  /** Nowhere. */
  public static final Encryption NONE = new Encryption(Optional.empty(), pool -> Optional.empty());
}
