package dev.sluice.balancer.http.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPolicyTest {

  private static final String ALLOWED = "[A-Za-z0-9._~!$&'()*+,=:@/-]|%[0-9A-F]{2}";

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "/, /",
        "*, *",
        "//, /",
        "/a/b, /a/b",
        "/a/, /a/",
        "/a//b///c//, /a/b/c/",
        "/., /",
        "/./, /",
        "/a/., /a/",
        "/a/./b, /a/b",
        "/.a/..b/...c/., /.a/..b/...c/",
        "/.../., /.../",
        "/a/.., /",
        "/a/b/../c, /a/c",
        "/a/b/.., /a/",
        "/a/b/../../, /",
        "/%61%2D%5f%7E%2e, /a-_~.",
        "/%2e%2E/a, ",
        "/a/%2e%2E/b, /b",
        "/a%2fb%2F, /a%2Fb%2F",
        "/a%20%22%23%25%3b%3f%7c, /a%20%22%23%25%3B%3F%7C",
        "/%21%24%26%27%28%29%2a%2b%2C%3d%3A%40, `/!$&'()*+,=:@`",
        "/a|[b]{c}^`<d>\", /a%7C%5Bb%5D%7Bc%7D%5E%60%3Cd%3E%22",
        "/%2561, /%2561",
        "/%c3%a9%e2%82%ac%f0%9f%98%80, /%C3%A9%E2%82%AC%F0%9F%98%80",
        "/%e0%a0%80%f0%90%80%80, /%E0%A0%80%F0%90%80%80",
        "/caf%e9%E9/%80, /caf%E9%E9/%80",
        "/caf\u00e9, /caf%E9",
        "/caf\u00c3\u00a9, /caf%C3%A9",
        "/a;v=1/b;w, /a/b",
        "/a;v=1, /a",
        "/a/;v=1, /a/",
        "/;v=1/a, /a",
        "/a;, /a",
        "/a;/, /a/",
      })
  void hasOneForm(String path, String normal) throws RefusedPath {
    if (normal == null) {
      assertThatThrownBy(() -> PathPolicy.normal(path)).isInstanceOf(RefusedPath.class);
    } else {
      assertThat(PathPolicy.normal(path)).isEqualTo(normal);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "``       ! does not begin with a slash",
        "a        ! does not begin with a slash",
        "**       ! does not begin with a slash",
        "http://h/! does not begin with a slash",
        "/..      ! above the root",
        "/a/../.. ! above the root",
        "/../a    ! above the root",
        "/a//../b ! empty segment",
        "/a/..//b ! empty segment",
        "//a/../b ! empty segment",
        "/a/;x/../b ! empty segment",
        "/a%2f../b ! encoded slash",
        "/a%2f..%2fb ! encoded slash",
        "/a/%2e%2e%2fb ! encoded slash",
        "/a/../b%2fc ! encoded slash",
        "/a/..;/b ! parameters behind",
        "/a/.;x/b ! parameters behind",
        "/a/%2e%2e;x ! parameters behind",
        "/a\\b    ! backslash",
        "/a%5cb   ! backslash",
        "/a b     ! must be encoded",
        "/a?b     ! must be encoded",
        "/a#b     ! must be encoded",
        "/%00     ! control character",
        "/%0a     ! control character",
        "/%7F     ! control character",
        "/%       ! hexadecimal",
        "/%4      ! hexadecimal",
        "/%4g     ! hexadecimal",
        "/%g4     ! hexadecimal",
        "/%u002f  ! hexadecimal",
        "/%٤٤     ! hexadecimal",
        "/%c0%af  ! UTF-8",
        "/%c1%81  ! UTF-8",
        "/%e0%80%af ! UTF-8",
        "/%e0%9f%bf ! UTF-8",
        "/%f0%80%80%af ! UTF-8",
        "/%f0%8f%bf%bf ! UTF-8",
        "/%f5%90%80%80 ! UTF-8",
        "/%f8%88%80%80 ! UTF-8",
        "/%ff     ! UTF-8",
        "/\u00c0\u00af ! UTF-8",
        "/\u00e0%80%af ! UTF-8",
        "/%e0\u0080\u00af ! UTF-8",
        "/%c3%    ! hexadecimal",
        "/€       ! UTF-8",
      })
  void isRefused(String path, String why) {
    String asked = path == null ? "" : path;
    assertThatThrownBy(() -> PathPolicy.normal(asked))
        .isInstanceOf(RefusedPath.class)
        .hasMessageContaining(why)
        .hasNoCause();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 9, 10, 13, 31, 127})
  void aRawControlCharacterIsRefused(int c) {
    assertThatThrownBy(() -> PathPolicy.normal("/a" + (char) c)).isInstanceOf(RefusedPath.class);
  }

  @ParameterizedTest
  @CsvSource({
    "/a%2fb, /a/b",
    "/a%2f%2fb, /a/b",
    "/a%2f.%2fb, /a/b",
    "/a;x%2fb, /a/b",
    "/a/../b, /a/../b",
    "/a/%2e%2e/./b, /a/../b",
    "/a/.., /a/..",
    "/a/%20, /a/%20",
    "//a, /a",
    "*, *",
  })
  void mayBeReadInAnotherWay(String path, String other) throws RefusedPath {
    PathPolicy.normal(path);
    assertThat(PathPolicy.other(path)).isEqualTo(other);
  }

  @Test
  void aPathWithNothingSpecialIsTheSameObject() throws RefusedPath {
    String path = "/assets/app-1.2_3~a/!$&'()*+,=:@/x.";
    assertThat(PathPolicy.normal(path)).isSameAs(path);
  }

  private static Optional<String> normal(String path) {
    try {
      return Optional.of(PathPolicy.normal(path));
    } catch (RefusedPath refused) {
      return Optional.empty();
    }
  }

  @Property(tries = 5000)
  void theNormalFormIsNormalAndHasNothingThatLeadsAstray(@ForAll("paths") String path) {
    normal(path)
        .ifPresent(
            form -> {
              assertThat(normal(form)).contains(form);
              assertThat(form).startsWith("/").matches("(?:" + ALLOWED + ")+").doesNotContain("//");
              assertThat((form + "/").split("/", -1)).doesNotContain(".", "..");
            });
  }

  @Property(tries = 3000)
  void howUnreservedCharactersAreWrittenDoesNotMatter(
      @ForAll("paths") String path, @ForAll long seed) {
    StringBuilder written = new StringBuilder();
    boolean escape = false;
    int left = 0;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      left = c == '%' ? 2 : left - 1;
      escape = (seed >>> i % 64 & 1) != 0 && left < 0 && Character.isLetterOrDigit(c) && c < 128;
      written.append(escape ? String.format("%%%02x", (int) c) : String.valueOf(c));
    }
    // A stray percent sign would take in what is written behind it.
    if (!path.matches("(?s).*%(?![0-9A-Fa-f]{2}).*")) {
      assertThat(normal(written.toString())).isEqualTo(normal(path));
    }
  }

  @Provide
  Arbitrary<String> paths() {
    Arbitrary<String> odd =
        Arbitraries.of(
            "..", ".", "%2e", "%2E", "%2f", "%2F", "%5c", "\\", ";", ";x=1", "%3b", "%25", "%00",
            "%61", "%c3%a9", "%c0%af", "%e9", "\u00e9", "%", "//", "%zz", " ", "?", "admin", "%7c",
            "|", "*");
    Arbitrary<String> plain = Arbitraries.strings().withChars("ab.-_~A1").ofMaxLength(3);
    Arbitrary<String> part =
        Arbitraries.frequencyOf(
            Tuple.of(4, Arbitraries.just("/")), Tuple.of(3, plain), Tuple.of(3, odd));
    return part.list().ofMaxSize(10).map(parts -> "/" + String.join("", parts));
  }
}
