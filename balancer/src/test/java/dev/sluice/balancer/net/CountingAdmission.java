package dev.sluice.balancer.net;

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
  public Verdict enter(Object connection, Intake intake, Runnable admitted) {
    Verdict verdict = actual.enter(connection, intake, admitted);
    if (verdict != Verdict.REFUSED) {
      count.incrementAndGet();
    }
    return verdict;
  }

  @Override
  public void leave(Object connection) {
    actual.leave(connection);
    count.decrementAndGet();
  }
}
