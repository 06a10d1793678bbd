package dev.sluice.bench.harness.run;

/**
 * How long everything takes.
 *
 * @param rounds in each of which every contender has its turn
 * @param seconds of a turn
 * @param warmup seconds of each of the turns before the first that counts
 * @param pairs of idle connections
 */
public record Pace(int rounds, int seconds, int warmup, int pairs) {}
