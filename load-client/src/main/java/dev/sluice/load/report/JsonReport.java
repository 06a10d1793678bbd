package dev.sluice.load.report;

import dev.sluice.load.stats.Latency;
import dev.sluice.load.stats.Summary;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The report for programs. */
public final class JsonReport {

  private static final int DECIMALS = 3;

  private JsonReport() {}

  /** One JSON object, ended by a line feed. */
  public static String of(Summary summary) {
    Summary.Counts counts = summary.counts();
    return new JsonObject()
            .put("requests", counts.requests())
            .put("errors", object(counts.errors()))
            .put("duration_s", number(summary.seconds()))
            .put("rps", number(summary.rps()))
            .put("latency_ms", latency(summary.latency()))
            .put("by_backend", object(summary.spread().byBackend()))
            .put("status", object(summary.spread().status()))
            .put("corrected", summary.setup().corrected())
            .put("generator_late", summary.generatorLate())
            .put("bytes_in", counts.bytesIn())
            .put("bytes_out", counts.bytesOut())
            .encodePrettily()
        + "\n";
  }

  private static JsonObject latency(Latency latency) {
    return new JsonObject()
        .put("min", number(latency, Latency::min))
        .put("mean", number(latency, Latency::mean))
        .put("p50", number(latency, all -> all.percentile(50)))
        .put("p90", number(latency, all -> all.percentile(90)))
        .put("p99", number(latency, all -> all.percentile(99)))
        .put("p99_9", number(latency, all -> all.percentile(99.9)))
        .put("max", number(latency, Latency::max));
  }

  /** Without an answer there is no latency: null, since 0 would look splendid. */
  private static BigDecimal number(Latency latency, ToDoubleFunction<Latency> figure) {
    return latency.isEmpty() ? null : number(figure.applyAsDouble(latency));
  }

  private static BigDecimal number(double value) {
    return BigDecimal.valueOf(value).setScale(DECIMALS, RoundingMode.HALF_UP);
  }

  private static JsonObject object(Map<String, Long> counts) {
    JsonObject object = new JsonObject();
    counts.forEach(object::put);
    return object;
  }
}
