package dev.sluice.balancer.net.tls;

import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;

/** A client by the JDK's sockets; what is resumed between its connections, its context keeps. */
public final class TlsClient {

  private static final int PATIENCE_MS = 10_000;

  private final SSLContext context;

  private TlsClient(SSLContext context) {
    this.context = context;
  }

  /** Trusts one authority, and shows a certificate if there is one. */
  public static TlsClient trusting(X509Bundle authority, Optional<X509Bundle> own)
      throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        own.isPresent() ? own.get().toKeyManagerFactory().getKeyManagers() : new KeyManager[0],
        new TrustManager[] {authority.toTrustManager()},
        null);
    return new TlsClient(context);
  }

  /** As {@link #trusting}, but shows its certificate whatever authorities the server names. */
  static TlsClient insisting(X509Bundle authority, X509Bundle own) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        new KeyManager[] {new OneKey(own)}, new TrustManager[] {authority.toTrustManager()}, null);
    return new TlsClient(context);
  }

  private static final class OneKey extends X509ExtendedKeyManager {

    private final X509Bundle own;

    OneKey(X509Bundle own) {
      this.own = own;
    }

    @Override
    public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
      return "own";
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return own.getCertificatePath();
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return own.getKeyPair().getPrivate();
    }

    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
      return new String[] {"own"};
    }

    @Override
    public String[] getServerAliases(String type, Principal[] issuers) {
      return new String[0];
    }

    @Override
    public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
      throw new IllegalStateException("this is a client");
    }
  }

  /** What came of a connection. */
  record Answer(String commonName, String text, SSLSession session) {}

  /** Connects and sends a text, asking for a host name; empty for none. */
  Answer send(int port, String host, String text) throws IOException {
    return send(port, host, text, parameters -> {});
  }

  Answer send(int port, String host, String text, Consumer<SSLParameters> details)
      throws IOException {
    try (SSLSocket socket = connect(port, host, details)) {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readNBytes(text.length());
      if (answer.length < text.length()) {
        throw new IOException("the connection ended early");
      }
      Principal subject = socket.getSession().getPeerPrincipal();
      return new Answer(
          subject.getName().replace("CN=", ""),
          new String(answer, StandardCharsets.US_ASCII),
          socket.getSession());
    }
  }

  /** Connects, without a handshake yet; empty for no host name. */
  public SSLSocket connect(int port, String host, Consumer<SSLParameters> details)
      throws IOException {
    return over(new Socket(InetAddress.getLoopbackAddress(), port), host, details);
  }

  /** On a connection that is there already. */
  SSLSocket over(Socket plain, String host, Consumer<SSLParameters> details) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(plain, "localhost", plain.getPort(), true);
    socket.setSoTimeout(PATIENCE_MS);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(
        host.isEmpty() ? List.<SNIServerName>of() : List.of(new SNIHostName(host)));
    details.accept(parameters);
    socket.setSSLParameters(parameters);
    return socket;
  }
}
