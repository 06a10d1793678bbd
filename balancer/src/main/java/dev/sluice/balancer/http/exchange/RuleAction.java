package dev.sluice.balancer.http.exchange;

/**
 * What a rule does, on one event loop.
 *
 * @param rule its name, for the log
 */
public record RuleAction(String rule, Action action) {}
