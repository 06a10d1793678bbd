package dev.sluice.balancer.http.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.HeaderChanges;
import dev.sluice.balancer.config.HeaderChanges.Change;
import dev.sluice.balancer.config.Template;
import dev.sluice.balancer.config.Template.Of;
import dev.sluice.balancer.config.Template.Variable;
import dev.sluice.balancer.http.head.FieldList;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.HeadEdits;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldChangesTest {

  private static Change change(String name, String value) {
    return new Change(name, Template.of(value));
  }

  private static HeadEdits apply(HeaderChanges changes, HeadEdits edits) {
    new FieldChanges(changes).apply(Asked.get("/").subject(), edits);
    return edits;
  }

  @Test
  void removesThenSetsThenAdds() {
    HeaderChanges changes =
        new HeaderChanges(
            List.of("a", "b"),
            List.of(change("b", "set"), change("c", "set")),
            List.of(change("c", "more"), change("d", "more")));
    FieldList came = FieldList.of("A", "1", "B", "2", "C", "3", "D", "4", "E", "5");
    assertThat(Asked.lines(apply(changes, new HeadEdits()), came))
        .containsExactly("d: 4", "e: 5", "b: set", "c: set", "c: more", "d: more");
  }

  /** Also what every intermediary says. */
  @Test
  void changesWhatTheBalancerItselfHasSet() {
    HeadEdits edits = new HeadEdits().set(FieldName.X_FORWARDED_FOR, "1.1.1.1");
    edits.add(FieldName.VIA, "1.1 sluice");
    HeaderChanges changes =
        new HeaderChanges(List.of("via"), List.of(change("x-forwarded-for", "x")), List.of());
    assertThat(Asked.lines(apply(changes, edits), FieldList.of()))
        .containsExactly("x-forwarded-for: x");
  }

  @Test
  void fillsInVariables() {
    HeaderChanges changes =
        new HeaderChanges(
            List.of(),
            List.of(new Change("x-c", new Template(List.of(new Of(Variable.CLIENT_IP))))),
            List.of(new Change("x-c", new Template(List.of(new Of(Variable.RULE))))));
    assertThat(Asked.lines(apply(changes, new HeadEdits()), FieldList.of()))
        .containsExactly("x-c: 192.0.2.7", "x-c: api");
  }

  @Test
  void asksForAnotherHost() {
    HeadEdits edits =
        apply(
            new HeaderChanges(List.of(), List.of(change("host", "inner")), List.of()),
            new HeadEdits());
    assertThat(edits.authority()).contains("inner");
    assertThat(edits.added()).isZero();
  }

  @Test
  void keepsTheHostWhenAnotherIsEmpty() {
    Template none = new Template(List.of(new Template.Header("x-absent")));
    HeadEdits edits =
        apply(
            new HeaderChanges(List.of(), List.of(new Change("host", none)), List.of()),
            new HeadEdits());
    assertThat(edits.authority()).isEmpty();
  }

  @Test
  void isNothingWhereNothingIsChanged() {
    assertThat(FieldChanges.of(HeaderChanges.NONE)).isEmpty();
    assertThat(FieldChanges.of(new HeaderChanges(List.of("a"), List.of(), List.of()))).isPresent();
  }

  /** Values may be tokens for a backend. */
  @Test
  void showsNoValues() {
    assertThat(change("x-proxy-token", "secret")).hasToString("x-proxy-token=***");
  }
}
