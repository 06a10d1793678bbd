package dev.sluice.load.arrival;

/**
 * When the requests of one worker are due, in nanoseconds since the start of the run. Owned by one
 * event loop.
 */
public interface Arrivals {

  /** Answer of {@link #take}: nothing is due yet. */
  long NOT_YET = -1;

  /** Answer of {@link #take}: nothing will ever be due again. */
  long DONE = -2;

  /** Takes the next request if it is due; its due time, {@link #NOT_YET} or {@link #DONE}. */
  long take(long now);

  /**
   * When the next request is due, possibly in the past; {@link Long#MAX_VALUE} once there is none.
   */
  long nextDue(long now);

  /**
   * Requests that were due more than {@code tolerance} nanoseconds before {@code now} and that no
   * earlier call could have seen: what the generator itself overslept.
   */
  long overslept(long now, long tolerance);
}
