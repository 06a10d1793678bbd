package dev.sluice.balancer.http.h1;

import java.util.Optional;

/**
 * The connections to one backend that no exchange uses. The most recently used one is taken first,
 * so that those that are not needed grow old. For one event loop.
 */
final class IdleConnections {

  private BackendConnection newest;
  private BackendConnection oldest;
  private int size;

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Puts in one that is in no such list, as the most recently used. */
  void push(BackendConnection connection) {
    connection.older = newest;
    connection.newer = null;
    if (newest == null) {
      oldest = connection;
    } else {
      newest.newer = connection;
    }
    newest = connection;
    size++;
  }

  /** The most recently used one; stays. */
  Optional<BackendConnection> newest() {
    return Optional.ofNullable(newest);
  }

  /** The one that was not used for the longest time; stays. */
  Optional<BackendConnection> oldest() {
    return Optional.ofNullable(oldest);
  }

  /** Takes one out that is in here. */
  void remove(BackendConnection connection) {
    if (connection.newer == null) {
      newest = connection.older;
    } else {
      connection.newer.older = connection.older;
    }
    if (connection.older == null) {
      oldest = connection.newer;
    } else {
      connection.older.newer = connection.newer;
    }
    connection.newer = null;
    connection.older = null;
    size--;
  }
}
