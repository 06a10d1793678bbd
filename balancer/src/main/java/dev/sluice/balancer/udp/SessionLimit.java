package dev.sluice.balancer.udp;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps the sessions of a server within its limit, over all its addresses and event loops. Safe to
 * use from any thread.
 */
final class SessionLimit {

  private final int most;
  private final AtomicInteger count = new AtomicInteger();
  private final List<SessionTable> tables = new CopyOnWriteArrayList<>();

  /**
   * @param most 0 for no limit
   */
  SessionLimit(int most) {
    this.most = most == 0 ? Integer.MAX_VALUE : most;
  }

  void register(SessionTable table) {
    tables.add(table);
  }

  /** For a table that is empty and takes no more. */
  void unregister(SessionTable table) {
    tables.remove(table);
  }

  /**
   * Counts one more. When that is too many, the session that is idle longest makes room: of the
   * fullest table, so that no address and no loop is crowded out. On another event loop that may
   * take a moment.
   */
  void enter() {
    if (count.incrementAndGet() > most) {
      fullest().evict();
    }
  }

  /** Counts one less. */
  void leave() {
    count.decrementAndGet();
  }

  private SessionTable fullest() {
    SessionTable fullest = tables.get(0);
    for (SessionTable table : tables) {
      if (table.size() > fullest.size()) {
        fullest = table;
      }
    }
    return fullest;
  }
}
