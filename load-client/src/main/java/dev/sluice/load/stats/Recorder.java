package dev.sluice.load.stats;

import dev.sluice.load.carrier.Answer;
import dev.sluice.load.carrier.ErrorKind;
import dev.sluice.load.plan.Plan;
import dev.sluice.load.plan.Target;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What one worker measured; owned by its event loop, merged when all are done. Memory is fixed,
 * however long the run. Times are nanoseconds since the start of the run; what began in the warm-up
 * is left out.
 */
public final class Recorder {

  private static final int SERVER_ERRORS = 500;
  private static final double NANOS_PER_SECOND = 1e9;

  private final long warmup;
  private final Histogram histogram = Latency.histogram();
  private final Timeline timeline = new Timeline();
  private final Tally errors = new Tally();
  private final Map<String, String> causes = new TreeMap<>();
  private final Tally backends = new Tally();
  private final Tally status = new Tally();
  private long answered;
  private long failed;
  private long bytesIn;
  private long bytesOut;
  private long late;
  private long last;

  /** Leaves out what began before {@code warmup} nanoseconds. */
  public Recorder(long warmup) {
    this.warmup = warmup;
    this.last = warmup;
  }

  /** A request that began at {@code start} was answered at {@code end}. */
  public void answered(long start, long end, Answer answer) {
    if (start < warmup) {
      return;
    }
    answered++;
    last = Math.max(last, end);
    Latency.record(histogram, end - start);
    timeline.answered(end - warmup);
    backends.add(answer.backend(), 1);
    bytesIn += answer.bytesIn();
    bytesOut += answer.bytesOut();
    if (answer.status() > 0) {
      status.add(Integer.toString(answer.status()), 1);
    }
    if (answer.status() >= SERVER_ERRORS) {
      error(end, ErrorKind.SERVER_ERROR, "status " + answer.status());
    }
  }

  /** A request that began at {@code start} failed at {@code end}. */
  public void failed(long start, long end, ErrorKind kind, String cause) {
    if (start < warmup) {
      return;
    }
    failed++;
    last = Math.max(last, end);
    error(end, kind, cause);
  }

  /** The generator overslept the start of this many requests. */
  public void overslept(long now, long requests) {
    if (now >= warmup) {
      late += requests;
    }
  }

  private void error(long end, ErrorKind kind, String cause) {
    timeline.failed(end - warmup);
    errors.add(kind.text(), 1);
    causes.putIfAbsent(kind.text(), cause);
  }

  /** Makes one summary of what the workers of a run measured. */
  public static Summary summary(Plan plan, List<Recorder> recorders) {
    Recorder all = new Recorder(plan.pace().warmup().toNanos());
    recorders.forEach(all::add);
    List<String> urls = plan.targets().stream().map(Target::url).toList();
    return new Summary(
        new Summary.Setup(urls, plan.pace().open(), all.late),
        (all.last - all.warmup) / NANOS_PER_SECOND,
        new Summary.Counts(
            all.answered + all.failed,
            all.answered,
            all.errors.counts(),
            Map.copyOf(all.causes),
            all.bytesIn,
            all.bytesOut),
        new Summary.Spread(all.backends.counts(), all.status.counts()),
        new Latency(all.histogram),
        all.timeline.series());
  }

  private void add(Recorder other) {
    histogram.add(other.histogram);
    timeline.add(other.timeline);
    errors.add(other.errors);
    other.causes.forEach(causes::putIfAbsent);
    backends.add(other.backends);
    status.add(other.status);
    answered += other.answered;
    failed += other.failed;
    bytesIn += other.bytesIn;
    bytesOut += other.bytesOut;
    late += other.late;
    last = Math.max(last, other.last);
  }
}
