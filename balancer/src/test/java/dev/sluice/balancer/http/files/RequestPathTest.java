package dev.sluice.balancer.http.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {

  @Test
  void decodesEachNameOnce() {
    assertThat(RequestPath.parse("/a%20b/100%2525/c+d"))
        .contains(new RequestPath(List.of("a b", "100%25", "c+d"), false));
  }

  @Test
  void countsRunsOfSlashesAsOneAndKeepsTheLast() {
    assertThat(RequestPath.parse("//a///b//")).contains(new RequestPath(List.of("a", "b"), true));
  }

  @Test
  void servesWellKnownFromTheTopOnly() {
    assertThat(RequestPath.parse("/.well-known/security.txt")).isPresent();
    assertThat(RequestPath.parse("/a/.well-known/security.txt")).isEmpty();
    assertThat(RequestPath.parse("/.well-known/.hidden")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../x",
        "/a/../x",
        "/a/./x",
        "/a/..",
        "/%2e%2e/x",
        "/.%2E/x",
        "/..%2fx",
        "/a%2fx",
        "/..%5cx",
        "/..\\x",
        "/a%00.txt",
        "/a%0d%0aB:c",
        "/%zz",
        "/%2",
        "/%-1",
        "/%+1",
        "/.env",
        "/a/.git/config",
        "/%2egit/config"
      })
  void refuses(String path) {
    assertThat(RequestPath.parse(path)).isEmpty();
  }

  @Property
  void neverLeavesTheRoot(@ForAll("hostilePaths") String path) {
    RequestPath.parse(path)
        .ifPresent(
            parsed ->
                assertThat(parsed.segments())
                    .noneMatch(String::isEmpty)
                    .noneMatch(name -> name.contains("/") || name.contains("\\"))
                    .noneMatch(name -> name.indexOf('\0') >= 0)
                    .noneMatch(name -> name.startsWith(".") && !name.equals(".well-known")));
  }

  @Provide
  Arbitrary<String> hostilePaths() {
    return Arbitraries.of(
            "/",
            ".",
            "..",
            "%2e",
            "%2E",
            "%252e",
            "%",
            "2",
            "e",
            "%2f",
            "%5c",
            "\\",
            "%00",
            "a",
            ".well-known",
            "%c0%ae",
            "%25",
            "+")
        .list()
        .ofMaxSize(8)
        .map(parts -> "/" + String.join("", parts));
  }
}
