package dev.sluice.backend;

import dev.sluice.vertx.proxyprotocol.ProxyVerdict;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** {@code /whoami}: what arrived here of the request and the connection, as JSON. */
final class WhoAmIHandler implements Handler<RoutingContext> {

  private final Identity identity;

  WhoAmIHandler(Identity identity) {
    this.identity = identity;
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    AtomicLong bodyBytes = new AtomicLong();
    request.exceptionHandler(gone -> {});
    request.handler(part -> bodyBytes.addAndGet(part.length()));
    request.endHandler(end -> Replies.json(context, describe(request, bodyBytes.get())));
  }

  private JsonObject describe(HttpServerRequest request, long bodyBytes) {
    JsonObject seen =
        new JsonObject()
            .put("server", identity.name())
            .put("method", request.method().name())
            .put("uri", request.uri())
            .put("version", Protocols.name(request.version()))
            .put("scheme", request.isSSL() ? "https" : "http");
    HostAndPort authority = request.authority();
    if (authority != null) {
      seen.put("authority", authority.toString());
    }
    seen.put("headers", headersByName(request.headers()))
        .put("header-list", headerList(request.headers()))
        .put("body-bytes", bodyBytes)
        .put("peer", address(request.connection().remoteAddress(true)))
        .put("local", address(request.connection().localAddress(true)));
    HttpServerConnection connection = (HttpServerConnection) request.connection();
    ProxyVerdict.of(connection.channelHandlerContext().channel())
        .ifPresent(
            verdict -> {
              verdict.source().ifPresent(client -> seen.put("client", address(client)));
              verdict.destination().ifPresent(target -> seen.put("target", address(target)));
            });
    Optional.ofNullable(request.connection().sslSession())
        .ifPresent(session -> seen.put("tls", tls(session)));
    return seen;
  }

  /** Names as first written, each with all its values in order. */
  private static JsonObject headersByName(MultiMap headers) {
    JsonObject byName = new JsonObject();
    for (String name : headers.names()) {
      byName.put(name, new JsonArray(headers.getAll(name)));
    }
    return byName;
  }

  /** The field lines exactly as they came: order and repetitions kept. */
  private static JsonArray headerList(MultiMap headers) {
    JsonArray list = new JsonArray();
    headers.forEach((name, value) -> list.add(new JsonArray().add(name).add(value)));
    return list;
  }

  private static JsonObject address(SocketAddress address) {
    String host = address.hostAddress() == null ? address.host() : address.hostAddress();
    return new JsonObject().put("address", host).put("port", address.port());
  }

  private static JsonObject address(InetSocketAddress address) {
    return address(SocketAddress.inetSocketAddress(address));
  }

  private static JsonObject tls(SSLSession session) {
    JsonObject tls =
        new JsonObject()
            .put("protocol", session.getProtocol())
            .put("cipher", session.getCipherSuite());
    if (session instanceof ExtendedSSLSession extended) {
      extended.getRequestedServerNames().stream()
          .filter(SNIHostName.class::isInstance)
          .findFirst()
          .ifPresent(name -> tls.put("sni", ((SNIHostName) name).getAsciiName()));
    }
    clientSubject(session).ifPresent(subject -> tls.put("client-subject", subject));
    return tls;
  }

  private static Optional<String> clientSubject(SSLSession session) {
    try {
      return session.getPeerCertificates()[0] instanceof X509Certificate certificate
          ? Optional.of(certificate.getSubjectX500Principal().getName())
          : Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }
}
