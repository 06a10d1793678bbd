package dev.sluice.load.cli;

import dev.sluice.load.plan.KeepAlive;
import dev.sluice.load.plan.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How connections are opened and held. */
final class WireOptions {

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "Longest wait for one request, connecting included (default: 5s).")
  private Duration timeout = Duration.ofSeconds(5);

  @Option(
      names = "--no-keepalive",
      description = "A new connection for every request (the default of tcp).")
  private boolean noKeepAlive;

  @Option(
      names = "--keepalive",
      description = "Keep connections for further requests (the default of all but tcp).")
  private boolean keepAlive;

  @Option(names = "--insecure", description = "Accept any certificate.")
  private boolean insecure;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "Trust the certificates in this PEM file instead of the JDK's.")
  private Path ca;

  Wire wire() {
    if (timeout.toMillis() < 1) {
      throw new IllegalArgumentException("--timeout: use 1ms or more");
    }
    if (keepAlive && noKeepAlive) {
      throw new IllegalArgumentException("use --keepalive or --no-keepalive, not both");
    }
    if (ca != null) {
      checkCertificates(ca);
    }
    KeepAlive mode = keepAlive ? KeepAlive.ON : noKeepAlive ? KeepAlive.OFF : KeepAlive.BY_SCHEME;
    return new Wire(mode, timeout, insecure, Optional.ofNullable(ca));
  }

  private static void checkCertificates(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      if (CertificateFactory.getInstance("X.509").generateCertificates(in).isEmpty()) {
        throw new IllegalArgumentException("--ca: " + file + " holds no certificate");
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("--ca: cannot read " + file);
    } catch (CertificateException e) {
      throw new IllegalArgumentException("--ca: " + file + " does not hold certificates in PEM");
    }
  }
}
