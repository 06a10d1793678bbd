package dev.sluice.balancer.http.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.CorsConfig;
import dev.sluice.balancer.http.head.FieldList;
import dev.sluice.balancer.http.head.HeadEdits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorsTest {

  private static final List<String> SITES =
      List.of(
          "https://app.example.com",
          "http://localhost:3000",
          "https://*.example.com",
          "https://*.example.org:8443");

  private static Cors cors(List<String> origins, boolean credentials) {
    return new Cors(
        new CorsConfig(
            origins,
            List.of("PUT", "GET"),
            List.of("content-type", "x-a"),
            List.of("x-b", "x-c"),
            credentials,
            Duration.ofMinutes(1)));
  }

  private static Asked preflight(String origin) {
    return Asked.of("OPTIONS", "/")
        .with("Origin", origin)
        .with("Access-Control-Request-Method", "PUT")
        .with("Access-Control-Request-Headers", "X-Own, content-type");
  }

  private static List<String> lines(Optional<FieldList> fields) {
    List<String> lines = new ArrayList<>();
    fields.orElseThrow().forEach((name, value) -> lines.add(name + ": " + value));
    return lines;
  }

  private static List<String> applied(Cors cors, Asked asked, String... came) {
    HeadEdits edits = new HeadEdits();
    cors.apply(asked, edits);
    return Asked.lines(edits, FieldList.of(came));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://app.example.com",
        "HTTPS://App.Example.COM",
        "http://localhost:3000",
        "https://a.example.com",
        "https://a.b-c.example.com",
        "https://x.example.org:8443",
      })
  void allowsTheSitesItIsToldTo(String origin) {
    assertThat(applied(cors(SITES, true), Asked.get("/").with("origin", origin)))
        .containsExactly(
            "vary: Origin",
            "access-control-allow-origin: " + origin,
            "access-control-allow-credentials: true",
            "access-control-expose-headers: x-b, x-c");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com",
        "http://app.example.com",
        "https://app.example.com:444",
        "https://app.example.com.evil.com",
        "https://evil.com/.example.com",
        "https://evil.com?.example.com",
        "https://evil.com#.example.com",
        "https://evil.com\\.example.com",
        "https://evil.com:1.example.com",
        "https://evil@x.example.com",
        "https://evil.com .example.com",
        "https://evil.com\u00e9.example.com",
        "https://.example.com",
        "https://evilexample.com",
        "https://x.example.org",
        "https://x.example.org:84430",
        "http://localhost",
        "http://localhost:30000",
        "null",
        "*",
        "",
        "https://*.example.com",
      })
  void allowsNoOther(String origin) {
    assertThat(applied(cors(SITES, true), Asked.get("/").with("origin", origin)))
        .containsExactly("vary: Origin");
    assertThat(lines(cors(SITES, true).preflight(preflight(origin))))
        .containsExactly("vary: Origin");
  }

  /** A cache must not give the answer for one site to another. */
  @Test
  void saysThatItDependsOnTheSiteAlsoWithoutOne() {
    assertThat(applied(cors(SITES, false), Asked.get("/"))).containsExactly("vary: Origin");
  }

  @Test
  void allowsAnySiteWithoutCredentials() {
    Cors any = cors(List.of("*"), false);
    List<String> expected =
        List.of("access-control-allow-origin: *", "access-control-expose-headers: x-b, x-c");
    assertThat(applied(any, Asked.get("/").with("origin", "null"))).isEqualTo(expected);
    assertThat(applied(any, Asked.get("/"))).isEqualTo(expected);
  }

  @Test
  void replacesWhatTheBackendSays() {
    assertThat(
            applied(
                cors(SITES, false),
                Asked.get("/").with("origin", "https://evil.com"),
                "Access-Control-Allow-Origin",
                "*",
                "Access-Control-Allow-Credentials",
                "true",
                "Access-Control-Expose-Headers",
                "set-cookie",
                "Vary",
                "Accept"))
        .containsExactly("vary: Accept", "vary: Origin");
  }

  @Test
  void answersWhatABrowserAsks() {
    assertThat(lines(cors(SITES, true).preflight(preflight("https://app.example.com"))))
        .containsExactly(
            "vary: Origin",
            "access-control-allow-origin: https://app.example.com",
            "access-control-allow-credentials: true",
            "access-control-allow-methods: GET, HEAD, POST, PUT",
            "access-control-allow-headers: content-type, x-a",
            "access-control-max-age: 60");
    assertThat(lines(cors(List.of("*"), false).preflight(preflight("https://x"))))
        .containsExactly(
            "access-control-allow-origin: *",
            "access-control-allow-methods: GET, HEAD, POST, PUT",
            "access-control-allow-headers: content-type, x-a",
            "access-control-max-age: 60");
  }

  @Test
  void repeatsTheNamesThatAreAskedForWhereAnyMayBeSent() {
    Cors any =
        new Cors(
            new CorsConfig(List.of("*"), List.of(), List.of("*"), List.of(), false, Duration.ZERO));
    assertThat(lines(any.preflight(preflight("https://x"))))
        .contains("access-control-allow-headers: X-Own, content-type")
        .contains("access-control-allow-methods: GET, HEAD, POST");
    Asked without =
        Asked.of("OPTIONS", "/")
            .with("origin", "https://x")
            .with("access-control-request-method", "PUT");
    assertThat(lines(any.preflight(without)))
        .noneMatch(line -> line.startsWith("access-control-allow-headers"));
    assertThat(applied(any, Asked.get("/"))).containsExactly("access-control-allow-origin: *");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, https://app.example.com, PUT",
    "OPTIONS, , PUT",
    "OPTIONS, https://app.example.com, ",
  })
  void leavesOtherRequestsToTheRule(String method, String origin, String asked) {
    Asked request = Asked.of(method, "/");
    if (origin != null) {
      request.with("origin", origin);
    }
    if (asked != null) {
      request.with("access-control-request-method", asked);
    }
    assertThat(cors(SITES, true).preflight(request)).isEmpty();
  }
}
