package dev.sluice.balancer.http.head;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who gets a date, and which. */
class CurrentDateTest {

  private long nanos = 5;
  private Instant wall = Instant.parse("2026-11-01T08:49:37Z");
  private final CurrentDate date = new CurrentDate(() -> nanos, () -> wall);

  private Optional<String> of(ResponseHead head, HeadEdits edits) {
    date.addTo(head, edits);
    return edits.first(head.fields(), FieldName.DATE);
  }

  private Optional<String> ofPlain() {
    return of(ResponseHead.of(200, Fields.NONE, 0), new HeadEdits());
  }

  @Test
  void anAnswerWithoutOneGetsTheTime() {
    assertThat(ofPlain()).contains("Sun, 01 Nov 2026 08:49:37 GMT");
  }

  @Test
  void itIsMadeAnewOnceASecondHasPassed() {
    ofPlain();
    wall = wall.plusSeconds(7);
    nanos += 999_999_999;
    assertThat(ofPlain()).contains("Sun, 01 Nov 2026 08:49:37 GMT");
    nanos++;
    assertThat(ofPlain()).contains("Sun, 01 Nov 2026 08:49:44 GMT");
  }

  @Test
  void whatTheBackendOrAFilterSaysStays() {
    ResponseHead dated = ResponseHead.of(200, FieldList.of("date", "then"), 0);
    HeadEdits edits = new HeadEdits();
    assertThat(of(dated, edits)).contains("then");
    assertThat(edits.added()).isZero();
    HeadEdits set = new HeadEdits().set(FieldName.DATE, "other");
    assertThat(of(dated, set)).contains("other");
    assertThat(set.added()).isEqualTo(1);
  }

  @Test
  void oneThatIsRemovedIsReplaced() {
    ResponseHead dated = ResponseHead.of(200, FieldList.of("date", "then"), 0);
    assertThat(of(dated, new HeadEdits().remove(FieldName.DATE)))
        .contains("Sun, 01 Nov 2026 08:49:37 GMT");
  }

  @Test
  void interimAnswersHaveNone() {
    assertThat(of(ResponseHead.of(103, Fields.NONE, 0), new HeadEdits())).isEmpty();
    assertThat(of(ResponseHead.of(101, Fields.NONE, 0), new HeadEdits())).isPresent();
  }
}
