package dev.sluice.balancer.http.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.CompressConfig;
import dev.sluice.balancer.config.CorsConfig;
import dev.sluice.balancer.config.FilterConfig;
import dev.sluice.balancer.config.FilterConfig.PathChange;
import dev.sluice.balancer.config.HeaderChanges;
import dev.sluice.balancer.config.HeaderChanges.Change;
import dev.sluice.balancer.config.Template;
import dev.sluice.balancer.config.Template.Of;
import dev.sluice.balancer.config.Template.Variable;
import dev.sluice.balancer.http.head.FieldList;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.head.ResponseHead;
import dev.sluice.balancer.http.stream.MessageFilter;
import dev.sluice.balancer.http.stream.MessageFilter.BodyFilter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RuleFilterTest {

  private final HeadEdits edits = new HeadEdits();

  private static HeaderChanges set(String name, Template value) {
    return new HeaderChanges(List.of(), List.of(new Change(name, value)), List.of());
  }

  private static FilterConfig config(
      HeaderChanges request, HeaderChanges response, boolean compress, boolean cors) {
    return new FilterConfig(
        new PathChange("/api", Optional.empty()),
        request,
        response,
        compress ? Optional.of(CompressConfig.DEFAULT) : Optional.empty(),
        cors
            ? Optional.of(
                new CorsConfig(List.of("*"), List.of(), List.of(), List.of(), false, Duration.ZERO))
            : Optional.empty());
  }

  @Test
  void costsNothingWhereNothingIsChanged() {
    assertThat(RuleFilter.of(FilterConfig.NONE)).isSameAs(MessageFilter.NONE);
    FilterConfig equal =
        new FilterConfig(
            new PathChange("", Optional.empty()),
            new HeaderChanges(List.of(), List.of(), List.of()),
            HeaderChanges.NONE,
            Optional.empty(),
            Optional.empty());
    assertThat(RuleFilter.of(equal)).isSameAs(MessageFilter.NONE);
  }

  /** Variables are of the request as it came. */
  @Test
  void changesThePathThenTheFields() {
    HeaderChanges request = set("x-was", new Template(List.of(new Of(Variable.PATH))));
    RuleFilter.of(config(request, HeaderChanges.NONE, false, false))
        .request(Asked.get("/api/x?q").subject(), edits);
    assertThat(edits.target()).contains("/x?q");
    assertThat(Asked.lines(edits, FieldList.of())).containsExactly("x-was: /api/x");
  }

  @Test
  void leavesATargetThatStays() {
    RuleFilter.of(config(HeaderChanges.NONE, HeaderChanges.NONE, false, false))
        .request(Asked.get("/x").subject(), edits);
    assertThat(edits.target()).isEmpty();
  }

  @Test
  void changesAnswersFieldsFirstAndBodiesLast() {
    MessageFilter filter =
        RuleFilter.of(
            config(HeaderChanges.NONE, set("content-type", Template.of("text/plain")), true, true));
    ResponseHead png =
        ResponseHead.of(
            200,
            FieldList.of("content-type", "image/png", "access-control-allow-origin", "https://x"),
            5000);
    BodyFilter body =
        filter.answer(Asked.get("/").with("accept-encoding", "gzip").subject(), png, edits);
    assertThat(body).isNotSameAs(BodyFilter.NONE);
    assertThat(Asked.lines(edits, (FieldList) png.fields()))
        .containsExactly(
            "content-type: text/plain",
            "access-control-allow-origin: *",
            "vary: Accept-Encoding",
            "content-encoding: gzip");
  }

  @Test
  void leavesBodiesThatStay() {
    ResponseHead text = ResponseHead.of(200, FieldList.of("content-type", "text/plain"), 5000);
    assertThat(
            RuleFilter.of(config(HeaderChanges.NONE, HeaderChanges.NONE, true, false))
                .answer(Asked.get("/").subject(), text, edits))
        .isSameAs(BodyFilter.NONE);
    assertThat(
            RuleFilter.of(config(HeaderChanges.NONE, HeaderChanges.NONE, false, false))
                .answer(Asked.get("/").with("accept-encoding", "gzip").subject(), text, edits))
        .isSameAs(BodyFilter.NONE);
  }
}
