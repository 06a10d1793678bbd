package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Backends that are quick but for one answer in twenty-five. */
class HedgingIT {

  private static final int REQUESTS = 1500;
  private static final int EVERY = 25;
  private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

  private final AtomicInteger received = new AtomicInteger();

  private ScriptedBackend backend() throws IOException {
    return new ScriptedBackend(
        wire -> {
          while (true) {
            wire.head();
            if (received.incrementAndGet() % EVERY == 0) {
              LockSupport.parkNanos(SLOW_NANOS);
            }
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
          }
        });
  }

  @Test
  void aSecondRequestOvertakesASlowFirstOne() throws IOException {
    try (ScriptedBackend one = backend();
        ScriptedBackend two = backend();
        Balancer balancer =
            Balancer.start(
                Balancer.http(one.port(), two.port())
                    + "\n"
                    + Balancer.http(one.port(), two.port())
                    + "retry = { hedge = { percentile = 90, minimum-delay = \"20ms\" } }\n")) {
      JsonObject plain = Load.run("-n", "" + REQUESTS, "-c", "8", balancer.httpUrl(0));
      assertThat(plain.getJsonObject("errors").getMap()).isEmpty();
      assertThat(received).hasValue(REQUESTS);

      received.set(0);
      JsonObject hedged = Load.run("-n", "" + REQUESTS, "-c", "8", balancer.httpUrl(1));
      assertThat(hedged.getJsonObject("errors").getMap()).isEmpty();
      // Most of the sixty slow ones; the first hundred requests show what is usual.
      assertThat(received.get() - REQUESTS).isBetween(20, REQUESTS / 5 + 100);
      assertThat(p99(hedged)).isLessThan(p99(plain));
    }
  }

  private static double p99(JsonObject figures) {
    return figures.getJsonObject("latency_ms").getDouble("p99");
  }
}
