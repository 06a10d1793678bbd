package dev.sluice.balancer.tcp;

import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a connection before its traffic begins.
 *
 * @param client who it comes from: as a trusted proxy has it, else the peer
 * @param destination where the client connected to
 * @param serverName that a TLS client asks for, in lower case; empty for none, or without TLS
 * @param alpn protocols that a TLS client offers; known only where rules ask for them
 */
record Arrival(
    SocketAddress client,
    SocketAddress destination,
    Optional<String> serverName,
    List<String> alpn) {}
