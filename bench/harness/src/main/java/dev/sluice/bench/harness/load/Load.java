package dev.sluice.bench.harness.load;

/**
 * What a load generator saw.
 *
 * @param bytes read, heads included
 * @param failures requests that failed, connections that broke and answers that were no success
 */
public record Load(
    long requests, long bytes, double seconds, double p50Micros, double p99Micros, long failures) {}
