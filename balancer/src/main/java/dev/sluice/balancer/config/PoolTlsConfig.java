package dev.sluice.balancer.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * TLS towards the backends of a pool.
 *
 * @param ca absolute; the authorities of the backends' certificates; empty for those that the Java
 *     runtime trusts
 * @param certificate shown to backends that ask for one
 * @param serverName the host name that is asked for by SNI and that a backend's certificate must be
 *     for; empty for the host of the backend's address
 * @param verify whether a backend's certificate must be valid
 */
public record PoolTlsConfig(
    Optional<Path> ca,
    Optional<CertificateFiles> certificate,
    Optional<String> serverName,
    boolean verify) {}
