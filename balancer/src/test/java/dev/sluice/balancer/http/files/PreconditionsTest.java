package dev.sluice.balancer.http.files;

import static dev.sluice.balancer.http.files.Preconditions.Verdict.FAILED;
import static dev.sluice.balancer.http.files.Preconditions.Verdict.NOT_MODIFIED;
import static dev.sluice.balancer.http.files.Preconditions.Verdict.SEND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.CompressConfig.Coding;
import dev.sluice.balancer.http.head.FieldList;
import dev.sluice.balancer.http.head.Fields;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreconditionsTest {

  private static final Instant MODIFIED = Instant.parse("1994-11-06T08:49:37.123456789Z");
  private static final Validators CURRENT = Validators.of(42, MODIFIED);
  private static final String ETAG = CURRENT.etag();
  private static final String BEFORE = "Sun, 06 Nov 1994 08:49:36 GMT";
  private static final String SAME = "Sun, 06 Nov 1994 08:49:37 GMT";

  @Test
  void sendsWhatIsAskedForWithoutConditions() {
    assertThat(evaluate()).isEqualTo(SEND);
  }

  @Test
  void comparesIfNoneMatchWeakly() {
    assertThat(evaluate("If-None-Match", ETAG)).isEqualTo(NOT_MODIFIED);
    assertThat(evaluate("If-None-Match", "W/" + ETAG)).isEqualTo(NOT_MODIFIED);
    assertThat(evaluate("If-None-Match", "\"a,b\", " + ETAG)).isEqualTo(NOT_MODIFIED);
    assertThat(evaluate("If-None-Match", "\"a\"", "If-None-Match", ETAG)).isEqualTo(NOT_MODIFIED);
    assertThat(evaluate("If-None-Match", "*")).isEqualTo(NOT_MODIFIED);
    assertThat(evaluate("If-None-Match", "\"other\"")).isEqualTo(SEND);
    assertThat(evaluate("If-None-Match", "no quotes")).isEqualTo(SEND);
  }

  @ParameterizedTest
  @ValueSource(strings = {SAME, "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"})
  void readsAllThreeFormsOfDates(String date) {
    assertThat(evaluate("If-Modified-Since", date)).isEqualTo(NOT_MODIFIED);
  }

  @Test
  void comparesDatesInWholeSeconds() {
    assertThat(evaluate("If-Modified-Since", BEFORE)).isEqualTo(SEND);
    assertThat(evaluate("If-Modified-Since", "soon")).isEqualTo(SEND);
    assertThat(evaluate("If-Unmodified-Since", SAME)).isEqualTo(SEND);
    assertThat(evaluate("If-Unmodified-Since", BEFORE)).isEqualTo(FAILED);
    assertThat(evaluate("If-Unmodified-Since", "soon")).isEqualTo(SEND);
  }

  @Test
  void comparesIfMatchStrongly() {
    assertThat(evaluate("If-Match", ETAG)).isEqualTo(SEND);
    assertThat(evaluate("If-Match", "*")).isEqualTo(SEND);
    assertThat(evaluate("If-Match", "W/" + ETAG)).isEqualTo(FAILED);
    assertThat(evaluate("If-Match", "\"other\"")).isEqualTo(FAILED);
  }

  @Test
  void letsTagsGoBeforeDates() {
    assertThat(evaluate("If-None-Match", "\"other\"", "If-Modified-Since", SAME)).isEqualTo(SEND);
    assertThat(evaluate("If-Match", ETAG, "If-Unmodified-Since", BEFORE)).isEqualTo(SEND);
    assertThat(evaluate("If-Match", "\"other\"", "If-None-Match", ETAG)).isEqualTo(FAILED);
  }

  @Test
  void keepsARangeOnlyOfTheSameState() {
    assertThat(applies()).isTrue();
    assertThat(applies("If-Range", ETAG)).isTrue();
    assertThat(applies("If-Range", SAME)).isTrue();
    assertThat(applies("If-Range", "W/" + ETAG)).isFalse();
    assertThat(applies("If-Range", "\"other\"")).isFalse();
    assertThat(applies("If-Range", "Sun, 06 Nov 1994 08:49:38 GMT")).isFalse();
    assertThat(applies("If-Range", "nonsense")).isFalse();
  }

  @Test
  void tellsStatesApartBelowASecond() {
    assertThat(Validators.of(42, MODIFIED.plusNanos(1)).etag()).isNotEqualTo(ETAG);
    assertThat(Validators.of(43, MODIFIED).etag()).isNotEqualTo(ETAG);
    assertThat(CURRENT.lastModifiedHeader()).isEqualTo(SAME);
  }

  @Test
  void tellsCodingsApart() {
    assertThat(Validators.of(42, MODIFIED, Optional.of(Coding.BR)).etag())
        .startsWith("\"")
        .endsWith("-br\"")
        .isNotEqualTo(Validators.of(42, MODIFIED, Optional.of(Coding.GZIP)).etag());
  }

  private static Preconditions.Verdict evaluate(String... fields) {
    return Preconditions.evaluate(headers(fields), CURRENT);
  }

  private static boolean applies(String... fields) {
    return Preconditions.rangeStillApplies(headers(fields), CURRENT);
  }

  private static Fields headers(String... fields) {
    return FieldList.of(fields);
  }
}
