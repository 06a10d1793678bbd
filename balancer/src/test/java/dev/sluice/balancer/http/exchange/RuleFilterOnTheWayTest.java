package dev.sluice.balancer.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.CompressConfig;
import dev.sluice.balancer.config.CompressConfig.Coding;
import dev.sluice.balancer.config.FilterConfig;
import dev.sluice.balancer.config.FilterConfig.PathChange;
import dev.sluice.balancer.config.HeaderChanges;
import dev.sluice.balancer.config.HeaderChanges.Change;
import dev.sluice.balancer.config.Template;
import dev.sluice.balancer.config.Template.Of;
import dev.sluice.balancer.config.Template.Variable;
import dev.sluice.balancer.http.filter.RuleFilter;
import dev.sluice.balancer.http.head.FieldList;
import dev.sluice.balancer.http.stream.Fault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A rule's changes, and a pool's, of what goes to backends and comes from them. */
class RuleFilterOnTheWayTest {

  private enum End {
    BACKEND_BREAKS,
    CLIENT_LEAVES,
    BALANCER_STOPS
  }

  private static Change change(String name, Variable variable) {
    return new Change(name, new Template(List.of(new Of(variable))));
  }

  private static HeaderChanges set(Change... changes) {
    return new HeaderChanges(List.of(), List.of(changes), List.of());
  }

  private static FilterConfig compressing(Coding coding) {
    return new FilterConfig(
        new PathChange("/api", Optional.empty()),
        set(change("x-to", Variable.BACKEND), change("x-by", Variable.SERVER)),
        set(
            new Change("content-type", Template.of("text/plain")),
            change("x-from-pool", Variable.POOL)),
        Optional.of(new CompressConfig(List.of(coding), List.of("text/*"), 0)),
        Optional.empty());
  }

  private static Stage stage(Coding coding) {
    return Stage.of(2).filter(RuleFilter.of(compressing(coding)));
  }

  @Test
  void changesBothMessages() throws IOException {
    Stage stage = stage(Coding.GZIP);
    FakeDownstream client = stage.ask(Request.of("GET", "/api/x").with("accept-encoding", "gzip"));
    FakeUpstream backend = stage.last().ready();
    assertThat(backend.edits().target()).contains("/x");
    assertThat(backend.field("x-to")).contains("a:1");
    assertThat(backend.field("x-by")).contains("edge");
    backend.serves(200, "text");
    assertThat(client.field("x-from-pool")).contains("pool");
    byte[] coded = client.out.written().getBytes(StandardCharsets.ISO_8859_1);
    assertThat(new GZIPInputStream(new ByteArrayInputStream(coded)).readAllBytes())
        .asString(StandardCharsets.US_ASCII)
        .isEqualTo("text");
    assertThat(stage.ended().traffic().sent()).isEqualTo(coded.length);
  }

  /** Each try is told of its own backend. */
  @Test
  void changesARequestForEachTry() {
    Stage stage = stage(Coding.GZIP);
    stage.ask(Request.get());
    stage.last().ready().fails(Fault.Kind.RESET);
    assertThat(stage.last().ready().field("x-to")).contains("b:1");
    stage.last().serves(200, "");
    stage.ended();
  }

  /** The leak detector watches: each of them holds native memory. */
  @ParameterizedTest
  @EnumSource
  void letsGoOfABodyThatIsBrokenOff(End end) {
    for (Coding coding : Coding.values()) {
      Stage stage = stage(coding);
      FakeDownstream client = stage.ask(Request.get().with("accept-encoding", coding.id()));
      FakeUpstream backend = stage.last().ready().answers(200);
      backend.answer.data("some of it, held back by the encoder");
      switch (end) {
        case BACKEND_BREAKS -> backend.breaks(Fault.Kind.RESET);
        case CLIENT_LEAVES -> client.gone();
        case BALANCER_STOPS -> stage.exchanges.stop();
      }
      assertThat(client.out.ended()).isFalse();
      assertThat(client.field("content-encoding")).contains(coding.id());
      stage.ended();
    }
  }

  /** Behind what the rule says, as it may hold what the backend trusts. */
  @Test
  void letsAPoolSetFieldsOfItsRequests() {
    Stage stage =
        stage(Coding.GZIP)
            .requestHeaders(
                set(new Change("x-token", Template.of("secret")), change("x-by", Variable.RULE)))
            .mirrored();
    stage.ask(new FakeDownstream(Request.of("GET", "/api/x").with("x-token", "forged")));
    FakeUpstream copy = stage.opened(0).ready();
    FakeUpstream backend = stage.opened(1).ready();
    assertThat(copy.backend().toString()).isEqualTo("mirror:1");
    for (FakeUpstream one : List.of(copy, backend)) {
      assertThat(one.field("x-token")).contains("secret");
      assertThat(one.field("x-by")).contains("rule");
      assertThat(one.edits().target()).contains("/x");
      FieldList only = FieldList.of("x-token", "forged");
      StringBuilder tokens = new StringBuilder();
      one.edits()
          .forEach(only, (name, value) -> tokens.append(name.equals("x-token") ? value : ""));
      assertThat(tokens).hasToString("secret");
    }
    assertThat(copy.field("x-to")).contains("mirror:1");
    copy.serves(200, "");
    backend.serves(200, "");
    stage.ended();
  }
}
