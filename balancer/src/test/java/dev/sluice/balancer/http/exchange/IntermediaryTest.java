package dev.sluice.balancer.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.AffinityConfig;
import dev.sluice.balancer.http.head.BodyLength;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.head.ResponseHead;
import dev.sluice.balancer.http.head.Version;
import dev.sluice.balancer.http.stream.Client;
import dev.sluice.balancer.http.stream.MessageFilter;
import dev.sluice.balancer.http.stream.Outgoing;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is changed in heads, and bodies, on their way. */
class IntermediaryTest {

  private final Stage stage = Stage.of(2);

  private FakeUpstream passOn(Request head) {
    return passOn(new FakeDownstream(head));
  }

  private FakeUpstream passOn(FakeDownstream request) {
    stage.ask(request);
    FakeUpstream backend = stage.last().ready();
    backend.serves(200, "");
    stage.ended();
    return backend;
  }

  private static FakeDownstream from(SocketAddress source, Request head) {
    return new FakeDownstream(head, new Client(source, source, false));
  }

  private static Request forged() {
    return Request.get()
        .with("x-forwarded-for", "6.6.6.6")
        .with("x-forwarded-proto", "gopher")
        .with("x-forwarded-host", "evil")
        .with("forwarded", "for=6.6.6.6")
        .with("via", "1.0 near");
  }

  @Test
  void replacesWhatAClientSaysOfThoseBeforeIt() {
    FakeUpstream backend = passOn(forged());
    assertThat(backend.field("x-forwarded-for")).contains("127.0.0.1");
    assertThat(backend.field("x-forwarded-proto")).contains("http");
    assertThat(backend.field("x-forwarded-host")).contains("example.com");
    assertThat(backend.field("forwarded"))
        .contains("for=127.0.0.1;host=\"example.com\";proto=http");
  }

  @Test
  void continuesWhatATrustedProxySays() {
    stage.trust("127.0.0.0/8");
    FakeUpstream backend = passOn(forged().with("x-forwarded-for", "7.7.7.7"));
    assertThat(backend.field("x-forwarded-for")).contains("6.6.6.6, 7.7.7.7, 127.0.0.1");
    assertThat(backend.field("x-forwarded-proto")).contains("gopher");
    assertThat(backend.field("x-forwarded-host")).contains("evil");
    assertThat(backend.field("forwarded"))
        .contains("for=6.6.6.6, for=127.0.0.1;host=\"example.com\";proto=http");
  }

  @Test
  void tellsOfAClientOverIpv6() {
    FakeUpstream backend = passOn(from(new InetSocketAddress("::1", 5), Request.get()));
    assertThat(backend.field("x-forwarded-for")).contains("::1");
    assertThat(backend.field("forwarded").orElseThrow()).startsWith("for=\"[::1]\";");
  }

  /** Who may open its socket is trusted, and has no address. */
  @Test
  void believesAClientOfAUnixSocket() {
    FakeUpstream backend = passOn(from(UnixDomainSocketAddress.of("/x"), forged()));
    assertThat(backend.field("x-forwarded-for")).contains("6.6.6.6");
    assertThat(backend.field("forwarded").orElseThrow())
        .isEqualTo("for=6.6.6.6, for=unknown;host=\"example.com\";proto=http");
    assertThat(stage.log.get(0).client()).isEqualTo("unix");
  }

  @Test
  void addsItselfBehindThoseBefore() {
    FakeUpstream backend = passOn(forged());
    StringBuilder via = new StringBuilder();
    backend
        .edits()
        .forEach(
            backend.head().fields(),
            (name, value) -> via.append(name.equals("via") ? value + ";" : ""));
    assertThat(via).hasToString("1.0 near;1.1 sluice;");
  }

  @ParameterizedTest
  @CsvSource({"HTTP_1_0, 1.0 sluice", "HTTP_1_1, 1.1 sluice", "HTTP_2, 2.0 sluice"})
  void namesTheVersionThatItCameBy(Version version, String via) {
    assertThat(passOn(Request.get().version(version)).field("via")).contains(via);
  }

  @Test
  void keepsTheClientsRequestId() {
    assertThat(passOn(Request.get().with("x-request-id", "mine")).field("x-request-id"))
        .contains("mine");
    assertThat(stage.log.get(0).answer().requestId()).isEqualTo("mine");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\tb", "caf\u00e9", "a\u007f"})
  void replacesAnIdThatCanNotBePassedOn(String given) {
    assertThat(
            passOn(Request.get().with("x-request-id", given)).field("x-request-id").orElseThrow())
        .matches("[0-9a-f]{32}");
  }

  @Test
  void replacesAnIdThatIsTooLong() {
    assertThat(
            passOn(Request.get().with("x-request-id", "x".repeat(129)))
                .field("x-request-id")
                .orElseThrow())
        .matches("[0-9a-f]{32}");
  }

  @ParameterizedTest
  @CsvSource({
    "OPTIONS, 7, 6",
    "TRACE, 1, 0",
    "OPTIONS, 99999999999999999999, 999999998",
    "OPTIONS, 1x, 1x",
    "GET, 7, 7",
  })
  void countsTheHopsThatAreLeft(String method, String before, String after) {
    assertThat(passOn(Request.of(method, "/").with("max-forwards", before)).field("max-forwards"))
        .contains(after);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, HTTP_1_1, 'keep-alive, Upgrade', websocket, true",
    "GET, HTTP_1_1, upgrade, websocket, true",
    "GET, HTTP_1_1, keep-alive, websocket, false",
    "GET, HTTP_1_1, upgrade, H2C, false",
    "GET, HTTP_1_0, upgrade, websocket, false",
    "POST, HTTP_1_1, upgrade, websocket, false",
  })
  void asksForTheUpgradeThatItsClientAsksFor(
      String method, Version version, String connection, String protocol, boolean asks) {
    Request head =
        Request.of(method, "/")
            .version(version)
            .with("connection", connection)
            .with("upgrade", protocol);
    assertThat(passOn(head).upgrade()).isEqualTo(asks);
  }

  @Test
  void asksForNoUpgradeThatNobodyAskedFor() {
    assertThat(IntermediaryHeads.asksForUpgrade(Request.get())).isFalse();
    assertThat(
            IntermediaryHeads.asksForUpgrade(
                Request.get().length(3).with("connection", "upgrade").with("upgrade", "x")))
        .isFalse();
  }

  @Test
  void bindsAClientToItsBackend() {
    stage.affinity(
        new AffinityConfig(
            AffinityConfig.DEFAULT.key(),
            1.25,
            Optional.of(new AffinityConfig.Sticky("S", Duration.ZERO, Optional.empty()))));
    FakeDownstream first = stage.ask(Request.get());
    stage.last().ready().serves(200, "");
    String cookie = first.field("set-cookie").orElseThrow();
    assertThat(cookie).startsWith("S=").contains("HttpOnly");
    String pair = cookie.substring(0, cookie.indexOf(';'));
    for (int i = 0; i < 3; i++) {
      FakeDownstream next = stage.ask(Request.get().with("cookie", "a=b; " + pair));
      assertThat(stage.last().backend()).isSameAs(stage.opened(0).backend());
      stage.last().ready().serves(200, "");
      assertThat(next.field("set-cookie")).isEmpty();
    }
  }

  /** Marks heads, and writes bodies in capitals, all of them at their end. */
  private static final class Capitals implements MessageFilter {

    @Override
    public void request(Subject subject, HeadEdits edits) {
      edits.set(
          FieldName.of("x-backend"), subject.target().backend().orElseThrow() + " " + subject.id());
    }

    @Override
    public BodyFilter answer(Subject subject, ResponseHead head, HeadEdits edits) {
      edits.remove(FieldName.of("x-from"));
      return Held::new;
    }

    private static final class Held implements Outgoing {

      private final Outgoing client;
      private ByteBuf held;

      Held(Outgoing client) {
        this.client = client;
      }

      @Override
      public void data(ByteBuf bytes) {
        held = bytes;
      }

      @Override
      public void flush() {
        client.flush();
      }

      @Override
      public void end(Fields trailers) {
        String text = held.toString(StandardCharsets.US_ASCII).toUpperCase(Locale.ROOT) + "!";
        held.release();
        client.data(
            io.netty.buffer.Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.US_ASCII)));
        client.end(trailers);
      }

      @Override
      public boolean isWritable() {
        return client.isWritable();
      }
    }
  }

  @Test
  void letsARuleChangeHeadsAndBodies() {
    stage.filter(new Capitals());
    FakeDownstream client = stage.ask(Request.get().with("x-request-id", "mine"));
    FakeUpstream backend = stage.last().ready();
    assertThat(backend.field("x-backend")).contains("a:1 mine");
    backend.serves(200, "text");
    assertThat(client.field("x-from")).isEmpty();
    assertThat(client.length()).isEqualTo(BodyLength.UNKNOWN);
    assertThat(client.out.written()).isEqualTo("TEXT!");
    assertThat(client.out.ended()).isTrue();
    assertThat(stage.ended().traffic().sent()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void answersThatItFailedWhenAFilterDoes(boolean atRequest) {
    stage.filter(
        new MessageFilter() {
          @Override
          public void request(Subject subject, HeadEdits edits) {
            if (atRequest) {
              throw new IllegalStateException("on purpose");
            }
          }

          @Override
          public BodyFilter answer(Subject subject, ResponseHead head, HeadEdits edits) {
            throw new IllegalStateException("on purpose");
          }
        });
    FakeDownstream client = stage.ask(Request.get());
    stage.last().ready();
    if (!atRequest) {
      stage.last().answers(200);
    }
    assertThat(stage.last().cancelled()).isTrue();
    assertThat(client.reason()).isEqualTo("internal-error");
    assertThat(stage.ended().answer().status()).isEqualTo(500);
    assertThat(stage.failures(0)).isZero();
  }
}
