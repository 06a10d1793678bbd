package dev.sluice.load.cli;

import dev.sluice.load.run.LoadRun;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ctrl-C and SIGTERM: ends the run early, and lets the program go only when its report is out. */
final class Interruption {

  private static final int INTERRUPTED = 130;
  private static final long REPORT_SECONDS = 10;

  private final CompletableFuture<LoadRun> started = new CompletableFuture<>();
  private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();

  void started(LoadRun run) {
    started.complete(run);
  }

  void ended(int code) {
    exitCode.complete(code);
  }

  void install() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::shutDown, "interruption"));
  }

  private void shutDown() {
    if (exitCode.isDone()) {
      return;
    }
    started.thenAccept(LoadRun::stop);
    Runtime.getRuntime().halt(awaitReport());
  }

  private int awaitReport() {
    try {
      return started.isDone() ? exitCode.get(REPORT_SECONDS, TimeUnit.SECONDS) : INTERRUPTED;
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      return INTERRUPTED;
    }
  }
}
