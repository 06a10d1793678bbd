package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.config.ListenConfig.Trust;
import dev.sluice.vertx.proxyprotocol.ProxyVerdict;
import io.netty.util.NetUtil;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * Tells the backend of the client: {@code Forwarded} (RFC 7239) and its forerunners. What a client
 * that is trusted said there itself is kept, and continued; what another one said is replaced.
 */
final class ForwardedFields {

  private static final CharSequence FORWARDED = HttpHeaders.createOptimized("forwarded");
  private static final CharSequence X_FORWARDED_FOR =
      HttpHeaders.createOptimized("x-forwarded-for");
  private static final CharSequence X_FORWARDED_PROTO =
      HttpHeaders.createOptimized("x-forwarded-proto");
  private static final CharSequence X_FORWARDED_HOST =
      HttpHeaders.createOptimized("x-forwarded-host");

  private ForwardedFields() {}

  /**
   * The address that the client has, as the PROXY protocol told it, else of its socket; empty where
   * it has none, on a Unix domain socket.
   */
  static Optional<InetAddress> client(HttpServerRequest request) {
    SocketAddress source =
        ProxyVerdict.source(
            ((HttpServerConnection) request.connection()).channelHandlerContext().channel());
    return source instanceof InetSocketAddress inet
        ? Optional.of(inet.getAddress())
        : Optional.empty();
  }

  /**
   * @param to where what the client sent was copied to
   * @param authority empty when the client named none
   */
  static void fill(HttpServerRequest request, String authority, Trust trust, MultiMap to) {
    Optional<InetAddress> client = client(request);
    if (!trusts(trust, client)) {
      to.remove(FORWARDED).remove(X_FORWARDED_FOR);
      to.remove(X_FORWARDED_PROTO).remove(X_FORWARDED_HOST);
    }
    String scheme = request.isSSL() ? "https" : "http";
    client.ifPresent(address -> append(to, X_FORWARDED_FOR, NetUtil.toAddressString(address)));
    setUnlessThere(to, X_FORWARDED_PROTO, scheme);
    if (!authority.isEmpty()) {
      setUnlessThere(to, X_FORWARDED_HOST, authority);
    }
    append(
        to,
        FORWARDED,
        "for="
            + client.map(ForwardedFields::node).orElse("unknown")
            + (authority.isEmpty() ? "" : ";host=\"" + authority + "\"")
            + ";proto="
            + scheme);
  }

  // Without an address it is on a Unix domain socket: the permissions of its file have decided.
  private static boolean trusts(Trust trust, Optional<InetAddress> client) {
    return client.isEmpty() || trust.believes(client.get());
  }

  private static void append(MultiMap to, CharSequence name, String value) {
    List<String> before = to.getAll(name);
    to.set(name, before.isEmpty() ? value : String.join(", ", before) + ", " + value);
  }

  private static void setUnlessThere(MultiMap to, CharSequence name, String value) {
    if (!to.contains(name)) {
      to.set(name, value);
    }
  }

  // RFC 7239 section 6: an IPv6 address is bracketed and quoted.
  private static String node(InetAddress address) {
    String text = NetUtil.toAddressString(address);
    return text.indexOf(':') < 0 ? text : "\"[" + text + "]\"";
  }
}
