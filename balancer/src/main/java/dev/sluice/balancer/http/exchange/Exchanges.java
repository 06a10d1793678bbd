package dev.sluice.balancer.http.exchange;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What is under way on one event loop's share of a server. For that event loop. */
public final class Exchanges {

  /** Copies of requests that may be under way at one time. */
  private static final int MOST_COPIES = 1024;

  // An array in which the last one takes the place of one that leaves: nothing is allocated.
  private Ongoing[] active = new Ongoing[16];
  private int count;
  private final Set<MirrorCopy> copies = new HashSet<>();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private boolean draining;

  /** One more is under way. */
  public void add(Ongoing one) {
    if (count == active.length) {
      active = Arrays.copyOf(active, 2 * count);
    }
    one.place(count);
    active[count++] = one;
  }

  /** It is over; once. */
  public void remove(Ongoing one) {
    int place = one.place();
    Ongoing last = active[--count];
    active[count] = null;
    if (last != one) {
      active[place] = last;
      last.place(place);
    }
    completeWhenDrained();
  }

  /** How many are under way. */
  public int count() {
    return count;
  }

  void add(MirrorCopy copy) {
    copies.add(copy);
  }

  void remove(MirrorCopy copy) {
    copies.remove(copy);
  }

  boolean copiesAreFull() {
    return copies.size() >= MOST_COPIES;
  }

  /** Completes, on this event loop, once nothing is under way any more; copies don't count. */
  public CompletionStage<Void> drain() {
    draining = true;
    completeWhenDrained();
    return drained;
  }

  private void completeWhenDrained() {
    if (draining && count == 0) {
      drained.complete(null);
    }
  }

  /** Breaks off what is left; how many that were. */
  public int stop() {
    Ongoing[] left = Arrays.copyOf(active, count);
    for (Ongoing one : left) {
      one.stop();
    }
    List.copyOf(copies).forEach(MirrorCopy::giveUp);
    return left.length;
  }
}
