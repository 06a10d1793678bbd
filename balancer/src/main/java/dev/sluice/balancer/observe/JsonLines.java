package dev.sluice.balancer.observe;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.balancer.event.AccessEvent;
import java.io.IOException;
import java.io.OutputStream;

/** One JSON object per line; texts that do not apply are left out. */
public final class JsonLines implements LineFormat {

  private final JsonFactory json =
      new JsonFactory()
          .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
          .disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);

  @Override
  public void write(AccessEvent event, OutputStream out) throws IOException {
    try (JsonGenerator line = json.createGenerator(out)) {
      line.writeStartObject();
      if (event instanceof AccessEvent.Request request) {
        request(line, request);
      } else if (event instanceof AccessEvent.Connection connection) {
        connection(line, connection);
      } else if (event instanceof AccessEvent.Session session) {
        session(line, session);
      }
      line.writeEndObject();
    }
  }

  private static void connection(JsonGenerator line, AccessEvent.Connection event)
      throws IOException {
    begin(line, event.timing(), "tcp", event.server(), event.client());
    target(line, event.target());
    line.writeStringField("result", event.result());
    end(line, event.traffic(), event.timing());
  }

  private static void session(JsonGenerator line, AccessEvent.Session event) throws IOException {
    begin(line, event.timing(), "udp", event.server(), event.client());
    target(line, event.target());
    line.writeStringField("result", event.result());
    line.writeNumberField("datagrams-received", event.datagrams().received());
    line.writeNumberField("datagrams-sent", event.datagrams().sent());
    end(line, event.traffic(), event.timing());
  }

  private static void request(JsonGenerator line, AccessEvent.Request event) throws IOException {
    begin(line, event.timing(), "http", event.server(), event.client());
    AccessEvent.Head head = event.head();
    AccessEvent.Answer answer = event.answer();
    text(line, "method", head.method());
    text(line, "host", head.host());
    text(line, "target", head.target());
    text(line, "version", head.version());
    text(line, "rule", answer.rule());
    target(line, answer.target());
    line.writeNumberField("status", answer.status());
    line.writeStringField("result", answer.reason().isEmpty() ? "ok" : answer.reason());
    text(line, "request-id", answer.requestId());
    text(line, "referer", head.referer());
    text(line, "user-agent", head.userAgent());
    end(line, event.traffic(), event.timing());
  }

  private static void begin(
      JsonGenerator line, AccessEvent.Timing timing, String type, String server, String client)
      throws IOException {
    line.writeStringField("time", timing.start().toString());
    line.writeStringField("type", type);
    line.writeStringField("server", server);
    line.writeStringField("client", client);
  }

  private static void target(JsonGenerator line, AccessEvent.Target target) throws IOException {
    text(line, "pool", target.pool());
    text(line, "backend", target.backend());
  }

  private static void end(
      JsonGenerator line, AccessEvent.Traffic traffic, AccessEvent.Timing timing)
      throws IOException {
    line.writeNumberField("received", traffic.received());
    line.writeNumberField("sent", traffic.sent());
    line.writeNumberField("duration-ms", Math.round(timing.nanos() / 1e3) / 1e3);
  }

  private static void text(JsonGenerator line, String name, String value) throws IOException {
    if (!value.isEmpty()) {
      line.writeStringField(name, value);
    }
  }
}
