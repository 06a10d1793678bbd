package dev.sluice.balancer.http.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.http.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ReasonTest {

  @Test
  void everyReasonIsDocumented() throws IOException {
    String document = Files.readString(Path.of("../docs/answers-and-logs.md"));
    assertThat(Reason.values())
        .allSatisfy(
            reason ->
                assertThat(document)
                    .contains("| `" + reason.word() + "` | " + reason.status() + " |"));
  }

  /** Scripts and dashboards look for these words. */
  @Test
  void everyReasonHasItsWordAndStatus() {
    assertThat(Arrays.stream(Reason.values()).map(r -> r.word() + " " + r.status()))
        .containsExactly(
            "bad-request 400",
            "header-too-large 431",
            "target-too-long 414",
            "body-too-large 413",
            "method-not-allowed 405",
            "no-route 404",
            "not-found 404",
            "forbidden 403",
            "range-not-satisfiable 416",
            "precondition-failed 412",
            "all-backends-down 503",
            "backend-reset 502",
            "bad-response 502",
            "backend-timeout 504",
            "client-timeout 408",
            "request-timeout 504",
            "queue-full 503",
            "queue-timeout 504",
            "client-gone 499",
            "stopped 503",
            "internal-error 500",
            "not-implemented 501",
            "unsupported-version 505");
  }
}
