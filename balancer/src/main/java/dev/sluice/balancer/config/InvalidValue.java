package dev.sluice.balancer.config;

import java.util.Optional;

/** Thrown by the parser of a value; {@link TableReader} adds where and what is expected instead. */
final class InvalidValue extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Optional<String> suggestion;

  InvalidValue(String wrong) {
    this(wrong, Optional.empty());
  }

  InvalidValue(String wrong, Optional<String> suggestion) {
    super(wrong, null, false, false);
    this.suggestion = suggestion;
  }

  Optional<String> suggestion() {
    return suggestion;
  }
}
