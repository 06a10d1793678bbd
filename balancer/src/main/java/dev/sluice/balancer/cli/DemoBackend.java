package dev.sluice.balancer.cli;

/** The ports of one sample backend. */
record DemoBackend(int http, int tcp) {}
