package dev.sluice.load.run;

import dev.sluice.load.arrival.Arrivals;
import dev.sluice.load.arrival.ClosedArrivals;
import dev.sluice.load.arrival.OpenArrivals;
import dev.sluice.load.plan.Pace;
import dev.sluice.load.plan.Plan;
import dev.sluice.load.stats.Recorder;
import dev.sluice.load.stats.Summary;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A run under way. Its methods may be called from any thread. */
public final class LoadRun {

  private final List<Worker> workers;
  private final CompletionStage<Summary> summary;

  private LoadRun(List<Worker> workers, CompletionStage<Summary> summary) {
    this.workers = workers;
    this.summary = summary;
  }

  /** Starts a run on event loops of its own, one per core, which end with it. */
  public static LoadRun start(Plan plan, RunObserver observer) {
    int loops = Math.min(Runtime.getRuntime().availableProcessors(), plan.pace().connections());
    Vertx vertx = vertx(loops);
    List<Worker> workers = workers(plan, observer, loops);
    Future<Summary> summary =
        Future.all(workers.stream().map(vertx::deployVerticle).toList())
            .compose(deployed -> measure(plan, workers))
            .eventually(() -> vertx.close());
    return new LoadRun(workers, summary.toCompletionStage());
  }

  /** The outcome, once the last answer is in. */
  public CompletionStage<Summary> summary() {
    return summary;
  }

  /** Ends early: requests under way are given up and not counted. */
  public void stop() {
    workers.forEach(Worker::giveUp);
  }

  private static Future<Summary> measure(Plan plan, List<Worker> workers) {
    long origin = System.nanoTime();
    LongSupplier clock = () -> System.nanoTime() - origin;
    workers.forEach(worker -> worker.begin(clock));
    List<Future<Recorder>> recorders = workers.stream().map(Worker::finished).toList();
    return Future.all(recorders)
        .map(done -> Recorder.summary(plan, recorders.stream().map(Future::result).toList()));
  }

  private static List<Worker> workers(Plan plan, RunObserver observer, int count) {
    Pace pace = plan.pace();
    AtomicLong remaining = new AtomicLong(pace.requests());
    List<Worker> workers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Arrivals arrivals =
          pace.open() ? new OpenArrivals(pace, i, count) : new ClosedArrivals(pace, remaining);
      workers.add(new Worker(plan, Share.of(i, count, pace.connections()), arrivals, observer));
    }
    return List.copyOf(workers);
  }

  private static Vertx vertx(int loops) {
    return Vertx.vertx(
        new VertxOptions()
            .setEventLoopPoolSize(loops)
            .setWorkerPoolSize(1)
            .setInternalBlockingPoolSize(2)
            .setPreferNativeTransport(true)
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setFileCachingEnabled(false)
                    .setClassPathResolvingEnabled(false)));
  }
}
