package dev.sluice.bench.harness.load;

/**
 * What is sent.
 *
 * @param file that is asked for again and again
 * @param connections at once
 * @param kept false for a new connection for each request
 */
public record Traffic(String file, int connections, boolean kept, boolean tls) {}
