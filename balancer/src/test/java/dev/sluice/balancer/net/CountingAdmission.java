package dev.sluice.balancer.net;

import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts beside another one, as a listener reports its connections. */
final class CountingAdmission implements Admission {

  private final Admission actual;
  private final AtomicInteger count = new AtomicInteger();

  CountingAdmission(Admission actual) {
    this.actual = actual;
  }

  int count() {
    return count.get();
  }

  @Override
  public Verdict enter(Channel connection, Runnable admitted) {
    Verdict verdict = actual.enter(connection, admitted);
    if (verdict != Verdict.REFUSED) {
      count.incrementAndGet();
    }
    return verdict;
  }

  @Override
  public void leave(Channel connection) {
    actual.leave(connection);
    count.decrementAndGet();
  }
}
