package dev.sluice.balancer.http.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.CompressConfig;
import dev.sluice.balancer.config.CompressConfig.Coding;
import dev.sluice.balancer.http.head.BodyLength;
import dev.sluice.balancer.http.head.FieldList;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.head.ResponseHead;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompressionTest {

  private static final String HTML = "text/html; charset=utf-8";
  private static final Compression STANDARD =
      new Compression(CompressConfig.DEFAULT, coding -> true);

  private final HeadEdits edits = new HeadEdits();

  private static Asked willing() {
    return Asked.get("/").with("accept-encoding", "gzip, br");
  }

  private Optional<Coding> choose(Asked asked, int status, long length, String... fields) {
    ResponseHead answer = ResponseHead.of(status, FieldList.of(fields), length);
    return STANDARD.choose(asked, answer, edits);
  }

  private Optional<Coding> choose(String... fields) {
    return choose(willing(), 200, BodyLength.UNKNOWN, fields);
  }

  @Test
  void codesWhatAClientTakesAndSaysSo() {
    String[] came = {
      "Content-Type", HTML, "Content-Length", "5000", "ETag", "\"a\"", "Accept-Ranges", "bytes"
    };
    assertThat(choose(willing(), 200, 5000, came)).contains(Coding.BR);
    assertThat(Asked.lines(edits, FieldList.of(came)))
        .containsExactly(
            "content-type: " + HTML,
            "vary: Accept-Encoding",
            "content-encoding: br",
            "etag: W/\"a\"");
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 203, 404, 500})
  void codesAnswersOfAnyStatusThatHasABody(int status) {
    assertThat(choose(willing(), status, 5000, "content-type", HTML)).contains(Coding.BR);
  }

  @ParameterizedTest
  @ValueSource(ints = {103, 204, 206, 304})
  void leavesPartsAndWhatHasNoBody(int status) {
    assertThat(choose(willing(), status, 5000, "content-type", HTML)).isEmpty();
    assertThat(edits.added()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "text/html, true",
    "TEXT/Plain;charset=x, true",
    "application/json, true",
    "image/svg+xml, true",
    "text/event-stream, false",
    "text/event-stream; charset=utf-8, false",
    "image/png, false",
    "application/octet-stream, false",
    "application/jsonx, false",
    "text, false",
    "'', false",
    ", false",
  })
  void codesTheTypesThatAreWorthIt(String type, boolean coded) {
    String[] fields = type == null ? new String[0] : new String[] {"content-type", type};
    assertThat(choose(fields).isPresent()).isEqualTo(coded);
    assertThat(edits.added() > 0).isEqualTo(coded);
  }

  @ParameterizedTest
  @CsvSource({"gzip, false", "identity, true", "Identity, true", "dcb, false"})
  void leavesWhatIsCoded(String coding, boolean coded) {
    assertThat(choose("content-type", HTML, "content-encoding", coding).isPresent())
        .isEqualTo(coded);
  }

  @ParameterizedTest
  @CsvSource({
    "no-transform, false",
    "'max-age=3, No-Transform', false",
    "public, true",
  })
  void leavesWhatMustStay(String control, boolean coded) {
    assertThat(choose("content-type", HTML, "cache-control", control).isPresent()).isEqualTo(coded);
  }

  /** What the rule says itself comes before what the backend says. */
  @Test
  void looksAtTheHeadAsItIsByNow() {
    edits.set(FieldName.CONTENT_TYPE, "image/png");
    assertThat(choose("content-type", HTML)).isEmpty();
    edits.set(FieldName.CONTENT_TYPE, "text/plain");
    assertThat(choose("content-type", "image/png")).contains(Coding.BR);
  }

  @Test
  void mayBeToldToCodeAllTheSame() {
    edits.remove(FieldName.CACHE_CONTROL);
    assertThat(choose("content-type", HTML, "cache-control", "no-transform")).isPresent();
  }

  @Test
  void mayBeToldByTheRuleNotTo() {
    edits.set(FieldName.CACHE_CONTROL, "no-transform");
    assertThat(choose("content-type", HTML)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"-1, true", "0, false", "1023, false", "1024, true", "99999999999, true"})
  void leavesWhatIsSmall(long length, boolean coded) {
    assertThat(choose(willing(), 200, length, "content-type", HTML).isPresent()).isEqualTo(coded);
    // For others it could be coded all the same, of the same URI.
    assertThat(edits.first(FieldList.of(), FieldName.VARY)).contains("Accept-Encoding");
  }

  @Test
  void tellsCachesAlsoWhenThisClientTakesNone() {
    assertThat(choose(Asked.get("/"), 200, 5000, "content-type", HTML, "etag", "\"a\"")).isEmpty();
    assertThat(Asked.lines(edits, FieldList.of())).containsExactly("vary: Accept-Encoding");
  }

  @ParameterizedTest
  @CsvSource({"'\"a\"', 'W/\"a\"'", "'W/\"a\"', 'W/\"a\"'"})
  void weakensTags(String tag, String after) {
    choose("content-type", HTML, "etag", tag);
    assertThat(edits.first(FieldList.of("etag", tag), FieldName.ETAG)).contains(after);
  }

  @Test
  void addsNoTagWhereThereIsNone() {
    choose("content-type", HTML);
    assertThat(edits.first(FieldList.of(), FieldName.ETAG)).isEmpty();
  }

  /** RFC 9110, section 8.6: the length must be that of the answer to GET, if any. */
  @ParameterizedTest
  @CsvSource({"5000, br, ", "10, , 10", ", br, ", "0, , 0", "x, , x"})
  void answersHeadAsItWouldGet(String length, String coding, String lengthAfter) {
    FieldList came = FieldList.of("content-type", HTML);
    if (length != null) {
      came.add(FieldName.CONTENT_LENGTH, length);
    }
    Asked head = Asked.of("HEAD", "/").with("accept-encoding", "br");
    ResponseHead answer = ResponseHead.of(200, came, BodyLength.NONE);
    assertThat(STANDARD.choose(head, answer, edits)).isEmpty();
    assertThat(edits.first(came, FieldName.CONTENT_ENCODING))
        .isEqualTo(Optional.ofNullable(coding));
    assertThat(edits.first(came, FieldName.CONTENT_LENGTH))
        .isEqualTo(Optional.ofNullable(lengthAfter));
  }

  @Test
  void offersWhatTheMachineCanDo() {
    Compression plain = new Compression(CompressConfig.DEFAULT, coding -> coding == Coding.GZIP);
    ResponseHead answer = ResponseHead.of(200, FieldList.of("content-type", HTML), 5000);
    assertThat(plain.choose(willing(), answer, edits)).contains(Coding.GZIP);
  }

  @Test
  void takesItsTypesFromTheConfiguration() {
    Compression images =
        new Compression(
            new CompressConfig(List.of(Coding.GZIP), List.of("image/*"), 0), coding -> true);
    ResponseHead png = ResponseHead.of(200, FieldList.of("content-type", "image/png"), 1);
    assertThat(images.choose(willing(), png, edits)).contains(Coding.GZIP);
    ResponseHead text = ResponseHead.of(200, FieldList.of("content-type", HTML), 1);
    assertThat(images.choose(willing(), text, edits)).isEmpty();
  }
}
