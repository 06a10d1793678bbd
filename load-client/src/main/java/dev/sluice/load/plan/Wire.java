package dev.sluice.load.plan;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How connections are opened and held.
 *
 * @param keepAlive whether they are kept
 * @param timeout of one request, its connecting included; above zero
 * @param insecure accepts any certificate
 * @param ca certificates in PEM to trust instead of the JDK's
 */
public record Wire(KeepAlive keepAlive, Duration timeout, boolean insecure, Optional<Path> ca) {}
