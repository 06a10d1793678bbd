package dev.sluice.balancer.net.tls;

import dev.sluice.balancer.config.CertificateFiles;
import dev.sluice.balancer.config.PoolTlsConfig;
import dev.sluice.balancer.config.ServerTlsConfig.TlsVersion;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Makes the context of a pool. */
final class ClientContexts implements FromFiles.Loader<SniContexts> {

  // RFC 9110 section 4.3.4: host names and IP addresses against the alternative names
  private static final String BY_NAME = "HTTPS";

  private final String pool;
  private final PoolTlsConfig config;
  private final List<String> alpn;
  private final TlsProvider provider;

  ClientContexts(String pool, PoolTlsConfig config, List<String> alpn, TlsProvider provider) {
    this.pool = pool;
    this.config = config;
    this.alpn = List.copyOf(alpn);
    this.provider = provider;
  }

  /** What is read; empty where it is all in the Java runtime. */
  List<Path> files() {
    return Stream.concat(
            config.ca().stream(),
            config.certificate().stream().flatMap(files -> Stream.of(files.cert(), files.key())))
        .distinct()
        .toList();
  }

  @Override
  public SniContexts load() throws TlsException {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(provider.netty())
            .protocols(Arrays.stream(TlsVersion.values()).map(TlsVersion::id).toList())
            .ciphers(Ciphers.ALL, SupportedCipherSuiteFilter.INSTANCE)
            .applicationProtocolConfig(Alpn.offering(alpn))
            .endpointIdentificationAlgorithm(config.verify() ? BY_NAME : null);
    if (!config.verify()) {
      builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
    } else if (config.ca().isPresent()) {
      builder.trustManager(Material.authorities(config.ca().get()));
    }
    if (config.certificate().isPresent()) {
      CertificateFiles files = config.certificate().get();
      Material.use(builder, Material.identity(files), provider);
    }
    try {
      return new SniContexts(List.of(builder.build()), Map.of());
    } catch (SSLException | IllegalArgumentException e) {
      throw new TlsException("no TLS for pool " + pool + ": " + e.getMessage(), e);
    }
  }
}
