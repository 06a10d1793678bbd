package dev.sluice.balancer.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.balancer.config.CompressConfig;
import dev.sluice.balancer.config.CompressConfig.Coding;
import dev.sluice.balancer.config.CorsConfig;
import dev.sluice.balancer.config.Destination;
import dev.sluice.balancer.config.FilterConfig;
import dev.sluice.balancer.config.FilterConfig.PathChange;
import dev.sluice.balancer.config.HeaderChanges;
import dev.sluice.balancer.config.HeaderChanges.Change;
import dev.sluice.balancer.config.Template;
import dev.sluice.balancer.config.Template.Of;
import dev.sluice.balancer.config.Template.Variable;
import dev.sluice.balancer.event.AccessEvent;
import dev.sluice.balancer.http.Reason;
import dev.sluice.balancer.http.filter.RuleFilter;
import dev.sluice.balancer.http.head.BodyLength;
import dev.sluice.balancer.http.head.FieldList;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.head.ResponseHead;
import dev.sluice.balancer.http.stream.Downstream;
import dev.sluice.balancer.http.stream.MessageFilter;
import dev.sluice.balancer.http.stream.Outgoing;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What rules do that answer by themselves, and what is done before a rule. */
class FilteredTest {

  private static final String LONG = "Sluice. ".repeat(500);
  private static final CorsConfig CORS =
      new CorsConfig(
          List.of("https://app.example"), List.of(), List.of(), List.of(), false, Duration.ZERO);
  private static final FilterConfig ALL =
      new FilterConfig(
          PathChange.NONE,
          HeaderChanges.NONE,
          new HeaderChanges(
              List.of(),
              List.of(
                  variable("x-rule", Variable.RULE),
                  variable("x-id", Variable.REQUEST_ID),
                  variable("x-backend", Variable.BACKEND)),
              List.of()),
          Optional.of(
              new CompressConfig(List.of(Coding.GZIP), CompressConfig.DEFAULT.types(), 1024)),
          Optional.of(CORS));

  private final List<AccessEvent.Request> log = new ArrayList<>();

  private static Change variable(String name, Variable variable) {
    return new Change(name, new Template(List.of(new Of(variable))));
  }

  private FakeDownstream ask(Action action, Request head) {
    FakeDownstream client = new FakeDownstream(head);
    dispatcher(action).accept(client);
    return client;
  }

  private Dispatcher dispatcher(Action action) {
    Optional<RuleAction> rule = Optional.of(new RuleAction("ping", action));
    return new Dispatcher("edge", (head, c) -> rule, () -> 0L, record -> log.add(record.event()));
  }

  private static Action filtered(Action rule) {
    return Filtered.by(RuleFilter.of(ALL), new Random(1), rule);
  }

  private static Action respond(String body) {
    return new FixedAnswer(new Destination.Respond(200, body, "text/plain"));
  }

  private static Request willing() {
    return Request.get().with("accept-encoding", "gzip").with("origin", "https://app.example");
  }

  private static String unzipped(FakeDownstream client) {
    byte[] coded = client.out.written().getBytes(StandardCharsets.ISO_8859_1);
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(coded))) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  // --- answers of the rule's own

  @Test
  void changesAnAnswerOfTheRulesOwn() {
    FakeDownstream client = ask(filtered(respond(LONG)), willing().with("x-request-id", "mine"));
    assertThat(client.status()).isEqualTo(200);
    assertThat(client.field("x-rule")).contains("ping");
    assertThat(client.field("x-id")).contains("mine");
    assertThat(client.field("x-backend")).contains("");
    assertThat(client.field("access-control-allow-origin")).contains("https://app.example");
    assertThat(client.field("content-encoding")).contains("gzip");
    assertThat(client.length()).isEqualTo(BodyLength.UNKNOWN);
    assertThat(client.out.ended()).isTrue();
    assertThat(unzipped(client)).isEqualTo(LONG);
    AccessEvent.Request line = log.get(0);
    assertThat(line.answer().requestId()).isEqualTo("mine");
    assertThat(line.traffic().sent())
        .isEqualTo(client.out.written().length())
        .isLessThan(LONG.length());
  }

  @Test
  void makesAnIdForARequestThatHasNone() {
    FakeDownstream client = ask(filtered(respond("")), Request.get());
    assertThat(client.field("x-id").orElseThrow()).matches("[0-9a-f]{32}");
    assertThat(client.field("x-id")).contains(log.get(0).answer().requestId());
  }

  @Test
  void leavesABodyThatIsNotWorthIt() {
    FakeDownstream client = ask(filtered(respond("pong\n")), willing());
    assertThat(client.field("content-encoding")).isEmpty();
    assertThat(client.out.written()).isEqualTo("pong\n");
    assertThat(client.length()).isEqualTo(5);
    assertThat(client.field("x-rule")).contains("ping");
  }

  @Test
  void answersHeadWithoutABody() {
    FakeDownstream client =
        ask(filtered(respond(LONG)), Request.of("HEAD", "/").with("accept-encoding", "gzip"));
    assertThat(client.field("content-encoding")).contains("gzip");
    assertThat(client.field("content-length")).isEmpty();
    assertThat(client.length()).isEqualTo(BodyLength.NONE);
    assertThat(client.out.written()).isEmpty();
    assertThat(client.out.ended()).isTrue();
  }

  /** A refusal is no answer of the rule. */
  @Test
  void leavesRefusalsAlone() {
    FakeDownstream client = ask(filtered(LocalAnswer.refusing(Reason.NOT_FOUND)), willing());
    assertThat(client.reason()).isEqualTo("not-found");
    assertThat(client.field("x-rule")).isEmpty();
    assertThat(client.field("vary")).isEmpty();
  }

  @Test
  void costsNothingWhereNothingIsChanged() {
    Action rule = respond("");
    assertThat(Filtered.by(MessageFilter.NONE, new Random(1), rule)).isSameAs(rule);
    assertThat(Preflight.before(rule, Optional.empty())).isSameAs(rule);
  }

  /** Writes an answer of unknown length bit by bit, as the test says. */
  private static final class Slow implements Action, Downstream.Listener {

    private Downstream request;
    private RequestRecord record;
    private Outgoing out;
    private int gone;
    private int writable;

    @Override
    public void run(Downstream taken, RequestRecord told) {
      request = taken;
      record = told;
      taken.listen(this);
      out =
          taken.answer(
              ResponseHead.of(200, FieldList.of("content-type", "text/plain"), BodyLength.UNKNOWN),
              new HeadEdits(),
              BodyLength.UNKNOWN);
    }

    void writes(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      out.data(PooledByteBufAllocator.DEFAULT.directBuffer(bytes.length).writeBytes(bytes));
    }

    @Override
    public void writable() {
      writable++;
    }

    @Override
    public void gone() {
      gone++;
      record.end(499, Reason.CLIENT_GONE, 0, request.written());
    }
  }

  @Test
  void passesOnWhatComesBitByBit() {
    Slow slow = new Slow();
    FakeDownstream client = ask(filtered(slow), willing());
    slow.writes("one ");
    slow.out.flush();
    assertThat(client.out.written()).isNotEmpty();
    client.out.writable(false);
    assertThat(slow.out.isWritable()).isFalse();
    client.writable();
    assertThat(slow.writable).isEqualTo(1);
    slow.writes("two");
    Fields trailers = FieldList.of("x-sum", "1");
    slow.out.end(trailers);
    assertThat(client.out.trailers()).isSameAs(trailers);
    assertThat(unzipped(client)).isEqualTo("one two");
  }

  /** The leak detector watches. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void letsGoOfABodyThatIsBrokenOff(boolean byClient) {
    Slow slow = new Slow();
    FakeDownstream client = ask(filtered(slow), willing());
    slow.writes(LONG);
    if (byClient) {
      client.gone();
      assertThat(slow.gone).isEqualTo(1);
    } else {
      slow.request.reset();
      assertThat(client.wasReset()).isTrue();
    }
    int written = client.out.written().length();
    slow.writes("late");
    slow.out.flush();
    assertThat(client.out.written()).hasSize(written);
  }

  @Test
  void letsGoOfABodyWhenTheRuleFails() {
    Slow slow = new Slow();
    Action failing =
        (request, record) -> {
          slow.run(request, record);
          slow.writes(LONG);
          throw new IllegalStateException("on purpose");
        };
    FakeDownstream client = ask(filtered(failing), willing());
    assertThat(client.wasReset()).isTrue();
    assertThat(log.get(0).answer().reason()).isEqualTo("internal-error");
    assertThatThrownBy(() -> filtered(failing).run(new FakeDownstream(willing()), record()))
        .hasMessage("on purpose");
  }

  private static RequestRecord record() {
    return new RequestRecord("edge", Request.get(), FakeDownstream.LOCAL, () -> 0L, told -> {});
  }

  // --- what browsers ask before

  @Test
  void answersBrowsersBeforeTheRuleDoes() {
    Action never =
        (request, record) -> {
          throw new AssertionError("not for the rule");
        };
    FakeDownstream client =
        ask(
            Preflight.before(never, Optional.of(CORS)),
            Request.of("OPTIONS", "/")
                .with("origin", "https://app.example")
                .with("access-control-request-method", "GET"));
    assertThat(client.status()).isEqualTo(204);
    assertThat(client.field("access-control-allow-origin")).contains("https://app.example");
    assertThat(client.out.ended()).isTrue();
    assertThat(log.get(0).answer().status()).isEqualTo(204);
    assertThat(log.get(0).answer().reason()).isEmpty();
    assertThat(log.get(0).answer().rule()).isEqualTo("ping");
  }

  @Test
  void leavesOtherRequestsToTheRule() {
    FakeDownstream client =
        ask(Preflight.before(respond("x"), Optional.of(CORS)), Request.of("OPTIONS", "/"));
    assertThat(client.out.written()).isEqualTo("x");
  }

  // --- redirects

  private static Action redirect() {
    return new RedirectAnswer(
        new Destination.Redirect(
            301, Optional.of("^/old(.*)$"), new Template(List.of(new Template.Group(1)))));
  }

  @Test
  void sendsClientsElsewhere() {
    FakeDownstream client = ask(redirect(), Request.get().target("/old/x?q"));
    assertThat(client.status()).isEqualTo(301);
    assertThat(client.field("location")).contains("/x");
    assertThat(client.out.written()).isEqualTo("301 /x\n");
    assertThat(client.length()).isEqualTo(7);
    assertThat(client.out.ended()).isTrue();
    assertThat(log.get(0).answer().status()).isEqualTo(301);
    assertThat(log.get(0).answer().reason()).isEmpty();
  }

  @Test
  void redirectsHeadWithoutABody() {
    FakeDownstream client = ask(redirect(), Request.of("HEAD", "/old/x"));
    assertThat(client.field("location")).contains("/x");
    assertThat(client.field("content-length")).contains("7");
    assertThat(client.out.written()).isEmpty();
  }

  @Test
  void sendsNobodyToAHostOfTheClientsChoice() {
    assertThat(ask(redirect(), Request.get().target("/old//evil.example")).field("location"))
        .contains("/evil.example");
  }

  @Test
  void changesFieldsOfRedirectsToo() {
    FakeDownstream client = ask(filtered(redirect()), Request.get().target("/old/x"));
    assertThat(client.field("x-rule")).contains("ping");
    assertThat(client.field("location")).contains("/x");
  }
}
