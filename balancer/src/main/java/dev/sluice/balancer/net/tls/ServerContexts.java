package dev.sluice.balancer.net.tls;

import dev.sluice.balancer.config.CertificateFiles;
import dev.sluice.balancer.config.ServerTlsConfig;
import dev.sluice.balancer.config.ServerTlsConfig.TlsVersion;
import dev.sluice.balancer.config.pem.Identity;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.ReferenceCountUtil;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Makes the contexts of a server: one for each certificate. */
final class ServerContexts implements FromFiles.Loader<SniContexts> {

  private final ServerTlsConfig config;
  private final List<String> alpn;
  private final TlsProvider provider;

  ServerContexts(ServerTlsConfig config, List<String> alpn, TlsProvider provider) {
    this.config = config;
    this.alpn = List.copyOf(alpn);
    this.provider = provider;
  }

  /** What is read. */
  List<Path> files() {
    return Stream.concat(
            config.certificates().stream()
                .flatMap(files -> Stream.of(files.cert(), files.key()))
                .distinct(),
            config.clientCa().stream())
        .toList();
  }

  @Override
  public SniContexts load() throws TlsException {
    List<SslContext> contexts = new ArrayList<>();
    Map<String, SslContext> byName = new HashMap<>();
    boolean complete = false;
    try {
      for (CertificateFiles files : config.certificates()) {
        Identity identity = Material.identity(files);
        SslContext context = context(files, identity);
        contexts.add(context);
        for (String name : CertificateNames.of(identity.chain().get(0))) {
          byName.putIfAbsent(name, context);
        }
      }
      complete = true;
      return new SniContexts(contexts, byName);
    } finally {
      if (!complete) {
        contexts.forEach(ReferenceCountUtil::release);
      }
    }
  }

  private SslContext context(CertificateFiles files, Identity identity) throws TlsException {
    X509Certificate[] chain = identity.chain().toArray(X509Certificate[]::new);
    SslContextBuilder builder = SslContextBuilder.forServer(identity.key(), chain);
    Material.use(builder, identity, provider);
    builder
        .sslProvider(provider.netty())
        .protocols(versions())
        .ciphers(Ciphers.ALL, SupportedCipherSuiteFilter.INSTANCE)
        .applicationProtocolConfig(Alpn.offering(alpn))
        .clientAuth(clientAuth());
    if (config.clientCa().isPresent()) {
      builder.trustManager(Material.authorities(config.clientCa().get()));
    } else {
      builder.trustManager(new NoClients());
    }
    try {
      SslContext context = builder.build();
      if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
        // Switches tickets on, with keys that BoringSSL makes and changes by itself. Each context
        // has its own: a session is not resumed under another certificate, nor after a reload.
        sessions.setTicketKeys();
      }
      return context;
    } catch (SSLException | IllegalArgumentException e) {
      throw new TlsException(files.cert() + " can't be used: " + e.getMessage(), e);
    }
  }

  private List<String> versions() {
    return Arrays.stream(TlsVersion.values())
        .filter(version -> version.compareTo(config.minVersion()) >= 0)
        .map(TlsVersion::id)
        .toList();
  }

  private ClientAuth clientAuth() {
    return switch (config.clientAuth()) {
      case NONE -> ClientAuth.NONE;
      case REQUEST -> ClientAuth.OPTIONAL;
      case REQUIRE -> ClientAuth.REQUIRE;
    };
  }
}
