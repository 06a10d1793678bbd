package dev.sluice.balancer.simulate.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.simulate.BackendModel;
import dev.sluice.balancer.simulate.Latencies;
import dev.sluice.balancer.simulate.Outage;
import dev.sluice.balancer.simulate.Result;
import dev.sluice.balancer.simulate.Result.BackendFigures;
import dev.sluice.balancer.simulate.Result.Change;
import dev.sluice.balancer.simulate.Scenario;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/** The report for programs; {@code docs/simulate.md} lists its fields. */
public final class JsonReport {

  private final JsonGenerator json;

  private JsonReport(JsonGenerator json) {
    this.json = json;
  }

  /** The whole report, indented. */
  public static String of(Comparison comparison) {
    StringWriter text = new StringWriter();
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.setPrettyPrinter(
          new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines));
      new JsonReport(json).write(comparison);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.append('\n').toString();
  }

  private void write(Comparison comparison) throws IOException {
    json.writeStartObject();
    scenario(comparison.scenario());
    json.writeArrayFieldStart("algorithms");
    for (Result result : comparison.results()) {
      result(result);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void scenario(Scenario scenario) throws IOException {
    Scenario.Traffic traffic = scenario.traffic();
    json.writeStringField("pool", scenario.pool().name());
    json.writeStringField("algorithm", scenario.pool().algorithm().id());
    json.writeNumberField("seed", scenario.seed());
    json.writeObjectFieldStart("arrivals");
    json.writeNumberField("per_second", traffic.arrivals().perSecond());
    json.writeStringField("process", traffic.arrivals().process().id());
    json.writeEndObject();
    json.writeObjectFieldStart("clients");
    json.writeNumberField("count", traffic.clients().count());
    json.writeStringField("popularity", traffic.clients().popularity().id());
    json.writeEndObject();
    json.writeNumberField("offered_load", scenario.offeredLoad());
    json.writeObjectFieldStart("backends");
    for (Map.Entry<Address, BackendModel> backend : scenario.backends().entrySet()) {
      json.writeObjectFieldStart(backend.getKey().toString());
      model(backend.getValue());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private void model(BackendModel model) throws IOException {
    json.writeStringField("latency", model.latency().toString());
    json.writeNumberField("concurrency", model.concurrency());
    json.writeNumberField("fail_share", model.failing().share());
    if (model.failing().latency().isPresent()) {
      json.writeStringField("fail_latency", model.failing().latency().get().toString());
    }
    json.writeArrayFieldStart("down");
    for (Outage outage : model.outages()) {
      json.writeStartObject();
      json.writeNumberField("from_s", outage.from().toNanos() / 1e9);
      json.writeNumberField("to_s", outage.to().toNanos() / 1e9);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void result(Result result) throws IOException {
    json.writeStartObject();
    json.writeStringField("algorithm", result.algorithm().id());
    json.writeNumberField("requests", result.counts().requests());
    json.writeNumberField("answered", result.counts().answered());
    json.writeObjectFieldStart("errors");
    for (Map.Entry<String, Long> error : result.counts().errors().entrySet()) {
      json.writeNumberField(error.getKey(), error.getValue());
    }
    json.writeEndObject();
    json.writeNumberField("retries", result.counts().retries());
    json.writeNumberField("ejections", result.ejections());
    json.writeNumberField("duration_s", result.seconds());
    latencies(result.latencies());
    json.writeObjectFieldStart("by_backend");
    for (BackendFigures backend : result.backends()) {
      json.writeObjectFieldStart(backend.address().toString());
      json.writeNumberField("tries", backend.tries());
      json.writeNumberField("answered", backend.answered());
      json.writeNumberField("share", backend.share());
      json.writeNumberField("ejections", backend.ejections());
      json.writeNumberField("utilisation", backend.utilisation());
      json.writeEndObject();
    }
    json.writeEndObject();
    changes(result);
    json.writeEndObject();
  }

  private void latencies(Latencies latencies) throws IOException {
    if (latencies.isEmpty()) {
      json.writeNullField("latency_ms");
      return;
    }
    json.writeObjectFieldStart("latency_ms");
    json.writeNumberField("min", latencies.percentile(0) / 1e6);
    json.writeNumberField("mean", latencies.mean() / 1e6);
    json.writeNumberField("p50", latencies.percentile(50) / 1e6);
    json.writeNumberField("p90", latencies.percentile(90) / 1e6);
    json.writeNumberField("p99", latencies.percentile(99) / 1e6);
    json.writeNumberField("p99_9", latencies.percentile(99.9) / 1e6);
    json.writeNumberField("max", latencies.max() / 1e6);
    json.writeEndObject();
  }

  private void changes(Result result) throws IOException {
    json.writeArrayFieldStart("changes");
    for (Change change : result.changes()) {
      json.writeStartObject();
      json.writeNumberField("at_s", change.atNanos() / 1e9);
      json.writeStringField("backend", change.backend().toString());
      json.writeStringField("from", change.from().id());
      json.writeStringField("to", change.to().id());
      json.writeStringField("why", change.why());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
