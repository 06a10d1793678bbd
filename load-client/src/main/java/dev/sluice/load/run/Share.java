package dev.sluice.load.run;

/**
 * A worker's part of a run.
 *
 * @param index of the worker, from 0
 * @param users it has
 */
record Share(int index, int users) {

  /** Splits users evenly; the first workers take what is left over. */
  static Share of(int index, int workers, int users) {
    return new Share(index, users / workers + (index < users % workers ? 1 : 0));
  }
}
