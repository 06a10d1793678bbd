package dev.sluice.balancer.balance;

/** What came of asking a pool for a backend. */
public sealed interface Pick permits Lease, Refusal, Place {}
