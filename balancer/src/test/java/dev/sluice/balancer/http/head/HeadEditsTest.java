package dev.sluice.balancer.http.head;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What goes on of a head, and what comes to it. */
class HeadEditsTest {

  private final Fields came = FieldList.of("Host", "x", "X-A", "1", "x-a", "2", "Via", "1.1 other");
  private final HeadEdits edits = new HeadEdits();

  private List<String> goesOn() {
    List<String> lines = new ArrayList<>();
    edits.forEach(came, (name, value) -> lines.add(name + ": " + value));
    return lines;
  }

  @Test
  void withoutEditsAllGoesOn() {
    assertThat(goesOn()).containsExactly("host: x", "x-a: 1", "x-a: 2", "via: 1.1 other");
    assertThat(edits.target()).isEmpty();
    assertThat(edits.authority()).isEmpty();
    assertThat(edits.added()).isZero();
  }

  @Test
  void whatIsRemovedGoesInAnyCase() {
    edits.remove(FieldName.of("X-a")).remove(FieldName.VIA).remove(FieldName.VIA);
    assertThat(goesOn()).containsExactly("host: x");
    assertThat(edits.removes(FieldName.of("x-A"))).isTrue();
    assertThat(edits.removes(FieldName.of("x-b"))).isFalse();
    assertThat(edits.removes(FieldName.HOST)).isFalse();
    assertThat(edits.removedOthers()).containsExactly(FieldName.of("x-a"));
    assertThat(edits.removedNumbers()).isEqualTo(1L << FieldName.VIA.number());
  }

  @Test
  void whatIsSetTakesThePlaceOfAllOfItsName() {
    edits.set(FieldName.of("x-a"), "3").set(FieldName.of("x-a"), "4");
    assertThat(goesOn()).containsExactly("host: x", "via: 1.1 other", "x-a: 4");
  }

  @Test
  void whatIsAddedComesBehindTheRest() {
    edits.add(FieldName.VIA, "1.1 sluice").add(FieldName.of("x-b"), "5");
    assertThat(goesOn()).endsWith("via: 1.1 other", "via: 1.1 sluice", "x-b: 5");
    edits.remove(FieldName.VIA);
    assertThat(goesOn()).containsExactly("host: x", "x-a: 1", "x-a: 2", "x-b: 5");
    assertThat(edits.addedName(0)).isEqualTo(FieldName.of("x-b"));
    assertThat(edits.addedValue(0)).isEqualTo("5");
  }

  @Test
  void theFirstValueThatGoesOnIsFound() {
    assertThat(edits.first(came, FieldName.of("x-a"))).contains("1");
    edits.set(FieldName.of("x-a"), "9").add(FieldName.HOST, "z");
    assertThat(edits.first(came, FieldName.of("x-a"))).contains("9");
    assertThat(edits.first(came, FieldName.HOST)).contains("x");
    assertThat(edits.first(came, FieldName.DATE)).isEmpty();
  }

  @Test
  void namesAreEqualWhateverTheirCase() {
    assertThat(FieldName.of("Content-LENGTH")).isSameAs(FieldName.CONTENT_LENGTH);
    assertThat(FieldName.of("X-Own")).isEqualTo(FieldName.of("x-own"));
    assertThat(FieldName.of("X-Own")).hasSameHashCodeAs(FieldName.of("x-own"));
    assertThat(FieldName.of("x-own")).isNotEqualTo(FieldName.of("x-other"));
    assertThat(FieldName.of("x-own").number()).isEqualTo(FieldName.UNKNOWN);
  }

  @Test
  void theNumberedNamesFitAWord() {
    assertThat(FieldName.count()).isLessThan(Long.SIZE);
    for (int i = 0; i < FieldName.count(); i++) {
      assertThat(FieldName.numbered(i).number()).isEqualTo(i);
      assertThat(FieldName.of(FieldName.numbered(i).text())).isSameAs(FieldName.numbered(i));
    }
  }
}
