package dev.sluice.balancer.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.net.ChannelConnection;
import dev.sluice.balancer.net.Relay;
import dev.sluice.balancer.net.Relays;
import dev.sluice.balancer.net.Scripted;
import dev.sluice.balancer.net.Transports;
import dev.sluice.balancer.net.Wire;
import io.vertx.core.transport.Transport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A connection that leaves HTTP can be relayed, with all that came on it. */
class SwitchTest {

  private static final String SWITCHING =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: other\r\n\r\n";

  private static Stream<Transport> transports() {
    return Transports.available();
  }

  /** Switches, says something in the same breath, and then repeats what it hears. */
  private static Scripted.Script hello(String early) {
    return wire -> {
      wire.head();
      wire.send(SWITCHING + early);
      wire.send(new String(wire.rest(), StandardCharsets.ISO_8859_1) + "!");
    };
  }

  @ParameterizedTest
  @MethodSource("transports")
  void bytesGoOnBothWays(Transport transport) throws Exception {
    BlockingQueue<Relay.Result> ends = new LinkedBlockingQueue<>();
    Relays relays = new Relays(Duration.ZERO, false);
    for (String early : new String[] {"", "early "}) {
      try (Caller caller = Caller.on(transport);
          Scripted one = Scripted.backend(hello(early));
          Scripted two =
              Scripted.backend(
                  wire -> {
                    wire.head();
                    wire.send(SWITCHING);
                    wire.send("ping").finish();
                    assertThat(wire.rest()).asString().isEqualTo(early + "ping!");
                  })) {
        // The client of this relay is a second backend: any two connections will do.
        ChannelConnection far = caller.ask(two.address(), "GET", "/").upgrade().open().switched();
        ChannelConnection near = caller.ask(one.address(), "GET", "/").upgrade().open().switched();
        caller.run(() -> relays.start(far, near, ends::add));
        assertThat(ends.poll(10, TimeUnit.SECONDS))
            .isEqualTo(new Relay.Result(Relay.End.CLOSED, 4, early.length() + 5));
      }
    }
  }

  @Test
  void itIsNobodysConnectionHereAnyMore() throws Exception {
    BlockingQueue<Wire> wires = new LinkedBlockingQueue<>();
    try (Caller caller = Caller.plain();
        Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.head();
                  wire.send(SWITCHING);
                  wires.add(wire);
                  wire.gone();
                })) {
      Asked asked = caller.ask(backend.address(), "GET", "/").upgrade().open();
      ChannelConnection left = asked.switched();
      asked.cancel();
      assertThat(left.channel().orElseThrow().isOpen()).isTrue();
      assertThat(left.channel().orElseThrow().config().isAutoRead()).isFalse();
      // Whoever has it closes it; the others don't wait for that.
      caller.stop().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
      left.close();
      assertThat(asked.events()).isEqualTo("switched 101");
    }
  }

  @Test
  void aRefusalIsAnAnswerLikeAnyOther() throws Exception {
    try (Caller caller = Caller.plain();
        Scripted backend = Scripted.named("one")) {
      for (int i = 0; i < 2; i++) {
        assertThat(caller.ask(backend.address(), "GET", "/").upgrade().open().answer())
            .isEqualTo("200 end one");
      }
      assertThat(backend.accepted()).isEqualTo(1);
    }
  }

  @Test
  void aSwitchWithinTheRequestIsNone() throws Exception {
    try (Caller caller = Caller.plain();
        Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.head();
                  wire.send(SWITCHING);
                  wire.gone();
                })) {
      Asked asked = caller.ask(backend.address(), "POST", "/").upgrade().length(5).open();
      assertThat(asked.outcome()).isEqualTo("failed MALFORMED");
      asked.data("hello").finish(Fields.NONE);
    }
  }
}
