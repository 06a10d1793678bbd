package dev.sluice.bench.harness.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bench.harness.load.Traffic.Requests;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WrkTest {

  private final Wrk wrk =
      new Wrk(
          Path.of("/bin/wrk"),
          List.of(),
          Path.of("/x.cnf"),
          new Wrk.Scripts(Path.of("/s.lua"), Path.of("/p.lua")));

  @Test
  void keepsConnectionsUnlessTold() {
    assertThat(wrk.command(new Traffic("/small", 64, Requests.KEPT, false), 8200, 5))
        .containsExactly(
            "/bin/wrk",
            "-c",
            "64",
            "-d",
            "5s",
            "--timeout",
            "10s",
            "--latency",
            "-t",
            "1",
            "http://127.0.0.1:8200/small");
    assertThat(wrk.command(new Traffic("/small", 64, Requests.CONNECTION_EACH, false), 8200, 5))
        .containsSequence("-t", "4", "-s", "/s.lua", "-H", "Connection: close");
  }

  @Test
  void postsByAScript() {
    assertThat(wrk.command(new Traffic("/sink", 64, Requests.POSTED, false), 8200, 5))
        .containsSequence("-t", "1", "-s", "/p.lua", "http://127.0.0.1:8200/sink");
  }

  @Test
  void speaksTls() {
    assertThat(wrk.command(new Traffic("/1m", 64, Requests.KEPT, true), 8443, 5))
        .endsWith("https://127.0.0.1:8443/1m");
  }
}
