package dev.sluice.balancer.balance;

import java.util.ArrayList;
import java.util.List;

/** The backends that one connection or request has already tried in vain. For one event loop. */
public final class Attempts {

  private final List<Backend> failed = new ArrayList<>(0);

  /** Leaves a backend out of every further pick. */
  public void exclude(Backend backend) {
    failed.add(backend);
  }

  /** How many backends were left out. */
  public int count() {
    return failed.size();
  }

  boolean excludes(Backend backend) {
    return !failed.isEmpty() && failed.contains(backend);
  }
}
