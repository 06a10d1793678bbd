package dev.sluice.balancer.balance;

import java.util.Collection;

/** What the parts of a pool that watch its backends may do to it. */
interface Control {

  /** Runs a change on the control executor and publishes what came of it. From any thread. */
  void run(Runnable change);

  /** Lets something happen to the state of a member. On the control executor. */
  void apply(Backend backend, Transition transition, String why);

  /** All members. On the control executor. */
  Collection<Backend> members();

  /** Has the selection built anew. On the control executor. */
  void reweighed();
}
