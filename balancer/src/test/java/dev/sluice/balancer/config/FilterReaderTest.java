package dev.sluice.balancer.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.CompressConfig.Coding;
import dev.sluice.balancer.config.Destination.Redirect;
import dev.sluice.balancer.config.HeaderChanges.Change;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What filters are read from a file. */
class FilterReaderTest {

  private static ForwardConfig rule(String... lines) {
    return Reading.plain()
        .read(
            "[[server]]\nlisten = \"h:1\"\nprotocol = \"http\"\n[[server.forward]]\n"
                + String.join("\n", lines))
        .servers()
        .get(0)
        .forwards()
        .get(0);
  }

  private static FilterConfig filters(String... lines) {
    return rule("backends = [{ address = \"a:1\" }]\n" + String.join("\n", lines))
        .policy()
        .filters();
  }

  @Test
  void changesNothingWhereNothingIsSaid() {
    assertThat(filters()).isEqualTo(FilterConfig.NONE);
    assertThat(filters("compress = false", "request-headers = {}")).isEqualTo(FilterConfig.NONE);
  }

  @Test
  void readsChangesOfPathsAndFields() {
    FilterConfig read =
        filters(
            "strip-prefix = \"/api/\"",
            "rewrite = { path = \"^/(.*)\", to = \"/v1/$1\" }",
            "response-headers = { remove = \"Server\" }",
            "request-headers = { set = { X-Env = \"prod\", host = \"in\" }, add = { x-env = \"b\" } }");
    assertThat(read.path().strip()).isEqualTo("/api");
    assertThat(read.path().rewrite().orElseThrow().path()).isEqualTo("^/(.*)");
    assertThat(read.path().rewrite().orElseThrow().to().groups()).isEqualTo(1);
    assertThat(read.response().remove()).containsExactly("server");
    assertThat(read.request().set())
        .containsExactly(
            new Change("x-env", Template.of("prod")), new Change("host", Template.of("in")));
    assertThat(read.request().add()).containsExactly(new Change("x-env", Template.of("b")));
  }

  @Test
  void readsCompression() {
    assertThat(filters("compress = true").compress()).contains(CompressConfig.DEFAULT);
    assertThat(filters("compress = {}").compress()).contains(CompressConfig.DEFAULT);
  }

  @Test
  void readsWhatIsCompressed() {
    assertThat(
            filters(
                    "compress = { codings = \"gzip\", types = \"Image/*\", minimum-size = \"2KiB\" }")
                .compress())
        .contains(new CompressConfig(List.of(Coding.GZIP), List.of("image/*"), 2048));
  }

  @Test
  void readsWhoMayUseIt() {
    assertThat(filters("cors = { origins = \"https://A.example\" }").cors())
        .contains(
            new CorsConfig(
                List.of("https://a.example"),
                List.of(),
                List.of(),
                List.of(),
                false,
                Duration.ofSeconds(5)));
    assertThat(
            filters(
                    "cors = { origins = [\"http://[::1]:80\", \"https://*.b\"], methods = \"PUT\","
                        + " request-headers = \"X-A\", expose-headers = [\"X-B\"], credentials = true,"
                        + " max-age = \"1h\" }")
                .cors())
        .contains(
            new CorsConfig(
                List.of("http://[::1]:80", "https://*.b"),
                List.of("PUT"),
                List.of("x-a"),
                List.of("x-b"),
                true,
                Duration.ofHours(1)));
  }

  @Test
  void readsRedirects() {
    Redirect simple = (Redirect) rule("redirect = { to = \"https://b\" }").destination();
    assertThat(simple.status()).isEqualTo(308);
    assertThat(simple.path()).isEmpty();
    assertThat(simple.to()).isEqualTo(Template.of("https://b"));
    Redirect full =
        (Redirect)
            rule("redirect = { path = \"^/(.*)$\", to = \"/n/$1\", status = 302 }").destination();
    assertThat(full.status()).isEqualTo(302);
    assertThat(full.path()).contains("^/(.*)$");
    assertThat(full.to().groups()).isEqualTo(1);
  }

  @Test
  void readsFieldsOfAPool() {
    Config read =
        new Reading(Path.of("none"), Map.of("TOKEN", "s"))
            .read(
                """
                [[server]]
                listen = "h:1"
                protocol = "http"
                [[server.forward]]
                backends = [{ address = "a:1" }]
                request-headers = { set = { x = "rule" } }
                [[pool]]
                name = "p"
                backends = [{ address = "a:2" }]
                request-headers = { set = { x-proxy-token = "${TOKEN}" } }
                """);
    assertThat(read.pools().get(0).requestHeaders().set())
        .containsExactly(new Change("x-proxy-token", Template.of("s")));
    assertThat(read.pools().get(0).withBackends(List.of()).requestHeaders())
        .isEqualTo(read.pools().get(0).requestHeaders());
    // beside an inline pool they are the rule's
    assertThat(read.pools().get(1).requestHeaders()).isEqualTo(HeaderChanges.NONE);
    assertThat(read.servers().get(0).forwards().get(0).policy().filters().request().isEmpty())
        .isFalse();
  }
}
