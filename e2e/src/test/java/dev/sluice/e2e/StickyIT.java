package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Cookies that keep clients with their backends. */
class StickyIT {

  private static final String STICKY = "sticky = { cookie = \"SLUICE\", ttl = \"1h\" }\n";
  private static final String SHARED =
      "sticky = { cookie = \"SLUICE\", secret = \"at least sixteen characters\" }\n";

  private static Backends backends;

  @BeforeAll
  static void start() {
    backends = Backends.http(3);
  }

  @AfterAll
  static void stop() {
    backends.close();
  }

  /** Name and value, as a client sends them back. */
  private static String cookie(Answer answer) {
    String set = answer.header("set-cookie");
    assertThat(set).startsWith("SLUICE=");
    return set.split(";", 2)[0];
  }

  private static Answer with(String cookie, Balancer balancer) throws IOException {
    return Wire.ask(balancer.port(), "GET /", "Cookie: " + cookie);
  }

  @Test
  void theCookieIsSetOnceAndLeadsBack() throws IOException {
    try (Balancer balancer = Balancer.start(Balancer.http(backends) + STICKY)) {
      for (int client = 0; client < 3; client++) {
        Answer first = Wire.get(balancer.port(), "/");
        assertThat(first.header("set-cookie"))
            .contains("Max-Age=3600", "HttpOnly")
            .doesNotContain("127.0.0.1", String.valueOf(backends.port(client)));
        for (int i = 0; i < 4; i++) {
          Answer next = with("a=b; " + cookie(first) + "; c=d", balancer);
          assertThat(next.header("x-backend")).isEqualTo(first.header("x-backend"));
          assertThat(next.all("set-cookie")).isEmpty();
        }
      }
    }
  }

  @Test
  void aForgedCookieIsIgnored() throws IOException {
    try (Balancer balancer = Balancer.start(Balancer.http(backends) + STICKY)) {
      String real = cookie(Wire.get(balancer.port(), "/"));
      char last = real.charAt(real.length() - 1);
      String forged = real.substring(0, real.length() - 1) + (last == 'A' ? 'B' : 'A');
      assertThat(cookie(with(forged, balancer))).isNotEqualTo(forged);
      assertThat(cookie(with("SLUICE=127.0.0.1:" + backends.port(0), balancer))).isNotBlank();
    }
  }

  @Test
  void whenTheBackendDiesThereIsAnotherOneAndANewCookie() throws IOException {
    try (Backends victim = Backends.http(1);
        Balancer balancer =
            Balancer.start(Balancer.http(victim.port(0), backends.port(0)) + STICKY)) {
      Answer first = Wire.get(balancer.port(), "/");
      assertThat(first.header("x-backend")).isEqualTo(victim.name());
      victim.kill();
      Await.until("it is gone", () -> !Ports.accepts(victim.port(0)));
      Answer second = with(cookie(first), balancer);
      assertThat(second.status()).isEqualTo(200);
      assertThat(second.header("x-backend")).isEqualTo(backends.name());
      assertThat(cookie(second)).isNotEqualTo(cookie(first));
      Answer third = with(cookie(second), balancer);
      assertThat(third.header("x-backend")).isEqualTo(backends.name());
      assertThat(third.all("set-cookie")).isEmpty();
    }
  }

  @Test
  void withASharedSecretCookiesOutliveTheBalancer() throws IOException {
    String config =
        (Balancer.http(backends) + SHARED + Balancer.http(backends) + STICKY)
            .replaceFirst("protocol", "name = \"shared\"\nprotocol");
    String shared;
    String backend;
    String own;
    try (Balancer before = Balancer.start(config)) {
      Wire.get(before.port(0), "/"); // so that it is not the turn of this backend after a start
      Answer answer = Wire.get(before.port(0), "/");
      backend = answer.header("x-backend");
      shared = cookie(answer);
      own = cookie(Wire.get(before.port(1), "/"));
    }
    try (Balancer after = Balancer.start(config)) {
      Answer known = with(shared, after);
      assertThat(known.header("x-backend")).isEqualTo(backend);
      assertThat(known.all("set-cookie")).isEmpty();
      Answer unknown = Wire.ask(after.port(1), "GET /", "Cookie: " + own);
      assertThat(cookie(unknown)).isNotEqualTo(own);
    }
  }
}
