package dev.sluice.balancer.udp;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The sessions of one event loop by client, in the order in which they were last busy: the first to
 * become idle is always at its head. Every step costs the same, however many there are.
 */
final class SessionTable {

  // By last access: both a look-up and a touch put a session at the end.
  private final Map<ClientKey, UdpSession> sessions = new LinkedHashMap<>(16, 0.75f, true);
  private final EventLoop loop;
  private final SessionLimit limit;
  private long idleNanos;
  // written on the event loop
  private volatile int size;
  private Optional<Future<?>> check = Optional.empty();
  private Runnable onEmpty = () -> {};

  /**
   * @param limit of all tables together
   * @param idle after which a session ends; zero for never
   */
  SessionTable(EventLoop loop, SessionLimit limit, Duration idle) {
    this.loop = loop;
    this.limit = limit;
    this.idleNanos = idle.toNanos();
    limit.register(this);
  }

  /** Null for none. One that is there counts as busy. */
  UdpSession find(ClientKey client) {
    UdpSession session = sessions.get(client);
    if (session != null) {
      session.busyAt(System.nanoTime());
    }
    return session;
  }

  /** It is busy. */
  void touch(UdpSession session) {
    find(session.client());
  }

  /** Adds one; when there are too many, the one that is idle longest ends. */
  void add(UdpSession session) {
    limit.enter();
    session.busyAt(System.nanoTime());
    sessions.put(session.client(), session);
    size = sessions.size();
    if (check.isEmpty()) {
      checkAfter(idleNanos);
    }
  }

  void remove(UdpSession session) {
    sessions.remove(session.client(), session);
    size = sessions.size();
    limit.leave();
    if (sessions.isEmpty()) {
      check.ifPresent(due -> due.cancel(false));
      check = Optional.empty();
      onEmpty.run();
    }
  }

  /** Calls back each time that the last one has ended. */
  void whenEmpty(Runnable action) {
    onEmpty = action;
  }

  /** On any thread. */
  int size() {
    return size;
  }

  /** Ends the one that is idle longest, if there is one; on any thread. */
  void evict() {
    if (loop.inEventLoop()) {
      if (!sessions.isEmpty()) {
        oldest().end("evicted");
      }
    } else {
      loop.execute(this::evict);
    }
  }

  /**
   * Ends all, for good.
   *
   * @return how many
   */
  int close(String result) {
    List<UdpSession> left = List.copyOf(sessions.values());
    left.forEach(session -> session.end(result));
    limit.unregister(this);
    return left.size();
  }

  /** Has sessions end after a shorter silence, where the usual one is longer or none. */
  void hurry(Duration idle) {
    if (idleNanos == 0 || idleNanos > idle.toNanos()) {
      idleNanos = idle.toNanos();
      check.ifPresent(due -> due.cancel(false));
      check = Optional.empty();
      endIdle();
    }
  }

  private UdpSession oldest() {
    return sessions.values().iterator().next();
  }

  // One task for all, due when the first of them may be idle, rather than one each.
  private void checkAfter(long nanos) {
    if (idleNanos > 0) {
      check = Optional.of(loop.schedule(this::endIdle, nanos, TimeUnit.NANOSECONDS));
    }
  }

  private void endIdle() {
    check = Optional.empty();
    long now = System.nanoTime();
    while (!sessions.isEmpty()) {
      UdpSession oldest = oldest();
      long left = idleNanos - (now - oldest.lastBusy());
      if (left > 0) {
        checkAfter(left);
        return;
      }
      oldest.end("idle");
    }
  }
}
