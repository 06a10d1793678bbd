package dev.sluice.balancer.tcp;

import java.util.List;
import java.util.Optional;

/**
 * What a connection's rule is found by.
 *
 * @param serverName that a TLS client asks for, in lower case; empty for none, or without TLS
 * @param alpn protocols that a TLS client offers; known only where rules ask for them
 */
record Arrival(Optional<String> serverName, List<String> alpn) {}
