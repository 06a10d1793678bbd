package dev.sluice.balancer.config;

import java.util.Arrays;
import java.util.Optional;

/** The ways a backend can fail, as rules name them. */
public enum FailureKind {
  CONNECT_FAILURE("connect-failure"),
  RESET("reset"),
  TIMEOUT("timeout"),
  SERVER_ERROR("5xx");

  private final String id;

  FailureKind(String id) {
    this.id = id;
  }

  /** The name used in configurations. */
  public String id() {
    return id;
  }

  /** Reads a name; empty when there is no such kind. */
  public static Optional<FailureKind> parse(String text) {
    return Arrays.stream(values()).filter(k -> k.id.equals(text)).findFirst();
  }
}
