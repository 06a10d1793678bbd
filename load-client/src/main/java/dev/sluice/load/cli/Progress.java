package dev.sluice.load.cli;

import dev.sluice.load.carrier.Answer;
import dev.sluice.load.carrier.ExchangeException;
import dev.sluice.load.run.RunObserver;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** A line per second on how the run goes. */
final class Progress implements RunObserver, AutoCloseable {

  private final LongAdder answered = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final PrintWriter err;
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
          });
  private int second;
  private long before;

  Progress(PrintWriter err) {
    this.err = err;
    ticker.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
  }

  @Override
  public void answered(Answer answer) {
    answered.increment();
  }

  @Override
  public void failed(ExchangeException failure) {
    failed.increment();
  }

  @Override
  public void close() {
    ticker.shutdownNow();
  }

  private void tick() {
    long now = answered.sum();
    err.println(
        String.format(
            Locale.ROOT,
            "%d s: %d answers, %d in the last second, %d failures",
            ++second,
            now,
            now - before,
            failed.sum()));
    before = now;
  }
}
