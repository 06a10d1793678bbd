package dev.sluice.balancer.config;

import java.nio.file.Path;

/**
 * A certificate and its private key, in PEM files.
 *
 * @param cert absolute; the certificate, then those that lead to its authority
 * @param key absolute; without a passphrase
 */
public record CertificateFiles(Path cert, Path key) {}
