package dev.sluice.balancer.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.event.AccessEvent;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinesTest {

  private static String line(LineFormat format, AccessEvent event) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    format.write(event, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void jsonHasAFieldForEachPart() throws IOException {
    assertThat(line(new JsonLines(), Events.request("/x?y", "curl")))
        .isEqualTo(
            "{\"time\":\"2026-01-02T03:04:05.678Z\",\"type\":\"http\",\"server\":\"web\","
                + "\"client\":\"10.1.2.3:4711\",\"method\":\"GET\",\"host\":\"a\","
                + "\"target\":\"/x?y\",\"version\":\"HTTP/1.1\",\"rule\":\"rule\",\"status\":404,"
                + "\"result\":\"no-route\",\"request-id\":\"id\",\"user-agent\":\"curl\","
                + "\"received\":0,\"sent\":5,\"duration-ms\":1.235}");
    assertThat(line(new JsonLines(), Events.connection("closed")))
        .isEqualTo(
            "{\"time\":\"2026-01-02T03:04:05.678Z\",\"type\":\"tcp\",\"server\":\"raw\","
                + "\"client\":\"[::1]:4711\",\"pool\":\"pool\",\"backend\":\"10.0.0.1:80\","
                + "\"result\":\"closed\",\"received\":3,\"sent\":4,\"duration-ms\":1.235}");
    assertThat(line(new JsonLines(), Events.session("idle")))
        .isEqualTo(
            "{\"time\":\"2026-01-02T03:04:05.678Z\",\"type\":\"udp\",\"server\":\"dns\","
                + "\"client\":\"[::1]:4711\",\"pool\":\"pool\",\"backend\":\"10.0.0.1:53\","
                + "\"result\":\"idle\",\"datagrams-received\":1,\"datagrams-sent\":2,"
                + "\"received\":3,\"sent\":4,\"duration-ms\":1.235}");
  }

  @Test
  void combinedIsWhatOtherToolsRead() throws IOException {
    assertThat(line(new CombinedLines(), Events.request("/x?y", "curl")))
        .isEqualTo(
            "10.1.2.3 - - [02/Jan/2026:03:04:05 +0000] \"GET /x?y HTTP/1.1\" 404 5 \"-\" \"curl\""
                + " \"web\" - no-route 1.235");
    assertThat(line(new CombinedLines(), Events.connection("idle")))
        .isEqualTo(
            "[::1] - - [02/Jan/2026:03:04:05 +0000] \"TCP raw\" - 4 \"-\" \"-\""
                + " \"raw\" 10.0.0.1:80 idle 1.235");
    assertThat(line(new CombinedLines(), Events.session("evicted")))
        .isEqualTo(
            "[::1] - - [02/Jan/2026:03:04:05 +0000] \"UDP dns\" - 4 \"-\" \"-\""
                + " \"dns\" 10.0.0.1:53 evicted 1.235");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\"b", "a\nb", "a\r\nb", "a\\b", "a\u0000b", "a\u001bb", "a\u0085b"})
  void nothingSentByAClientEndsAFieldOrALine(String evil) throws IOException {
    String combined = line(new CombinedLines(), Events.request("/" + evil, evil));
    assertThat(combined.chars().filter(c -> c == '"').count()).isEqualTo(8);
    assertThat(combined.chars().noneMatch(c -> c < ' ' || (c >= 0x7f && c <= 0x9f))).isTrue();
    assertThat(combined.lines()).hasSize(1);
    String json = line(new JsonLines(), Events.request("/" + evil, evil));
    assertThat(json.chars().noneMatch(c -> c < ' ')).isTrue();
    assertThat(new JsonObject(json).getString("user-agent")).isEqualTo(evil);
  }
}
