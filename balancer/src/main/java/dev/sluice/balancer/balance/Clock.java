package dev.sluice.balancer.balance;

/** Monotonic time. Implementations must be safe to use from any thread. */
@FunctionalInterface
public interface Clock {

  /** Nanoseconds since some fixed moment; only differences mean something. */
  long nanos();
}
