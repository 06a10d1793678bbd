package dev.sluice.load.plan;

/**
 * What a connection is opened to. Targets that differ in their path only share it.
 *
 * @param scheme what is spoken
 * @param host name or address, IPv6 without brackets
 * @param port 1 to 65535
 */
public record Endpoint(Scheme scheme, String host, int port) {}
