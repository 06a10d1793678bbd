package dev.sluice.balancer.balance;

/** Picks one backend out of a fixed list. Called from every event loop at once. */
interface Selector {

  /** No backend is left. */
  int NONE = -1;

  /** The index of the backend to use, or {@link #NONE} when all of them are excluded. */
  int select(Attempts attempts);
}
