package dev.sluice.balancer.net.tls;

import dev.sluice.balancer.net.Wire;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** Connections over TLS played by hand, by the JDK's sockets. */
public final class TlsWires {

  private TlsWires() {}

  /**
   * Connects to a port of this machine, and shakes hands.
   *
   * @param host asked for by SNI; empty for none
   * @param own shown to a server that asks for it
   */
  public static Wire client(
      int port, String host, X509Bundle authority, Optional<X509Bundle> own, String... alpn)
      throws IOException, GeneralSecurityException {
    return client(new Socket(InetAddress.getLoopbackAddress(), port), host, authority, own, alpn);
  }

  /** As {@link #client}, on a connection that is there already. */
  public static Wire client(
      Socket plain, String host, X509Bundle authority, Optional<X509Bundle> own, String... alpn)
      throws IOException, GeneralSecurityException {
    SSLSocket socket =
        TlsClient.trusting(authority, own)
            .over(plain, host, parameters -> parameters.setApplicationProtocols(alpn));
    Wire wire = new Wire(socket);
    socket.startHandshake();
    return wire;
  }

  /** The server's side of a handshake on a connection that has carried something else before. */
  public static Wire accepted(Socket plain, X509Bundle own)
      throws IOException, GeneralSecurityException {
    SSLSocket socket =
        (SSLSocket)
            context(own, Optional.empty()).getSocketFactory().createSocket(plain, null, true);
    socket.setUseClientMode(false);
    return new Wire(socket);
  }

  /** The common name of the certificate that the other side has shown. */
  public static String peer(Wire wire) throws IOException {
    return ((SSLSocket) wire.socket()).getSession().getPeerPrincipal().getName().replace("CN=", "");
  }

  /**
   * Listens; an accepted socket shakes hands when it is first read or written.
   *
   * @param clients the authority of certificates that clients must have; empty when they need none
   */
  public static ServerSocket server(X509Bundle own, Optional<X509Bundle> clients, String... alpn)
      throws IOException, GeneralSecurityException {
    SSLServerSocket server =
        (SSLServerSocket)
            context(own, clients)
                .getServerSocketFactory()
                .createServerSocket(0, 512, InetAddress.getLoopbackAddress());
    server.setNeedClientAuth(clients.isPresent());
    var parameters = server.getSSLParameters();
    parameters.setApplicationProtocols(alpn);
    server.setSSLParameters(parameters);
    return server;
  }

  private static SSLContext context(X509Bundle own, Optional<X509Bundle> clients)
      throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        own.toKeyManagerFactory().getKeyManagers(),
        clients.isPresent()
            ? new TrustManager[] {clients.get().toTrustManager()}
            : new TrustManager[0],
        null);
    return context;
  }
}
