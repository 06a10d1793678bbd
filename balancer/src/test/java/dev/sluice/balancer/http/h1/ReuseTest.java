package dev.sluice.balancer.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.balance.Intent;
import dev.sluice.balancer.config.ConnectionsConfig.ProxyProtocol;
import dev.sluice.balancer.net.Eventually;
import dev.sluice.balancer.net.Scripted;
import dev.sluice.balancer.net.Wire;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which connections carry another exchange, which one is taken first, and how long they stay. */
class ReuseTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";

  private final AtomicInteger connected = new AtomicInteger();
  private final BlockingQueue<String> endings = new LinkedBlockingQueue<>();

  /** Answers each request with the number of its connection, and tells how that ended. */
  private Scripted numbering() throws IOException {
    return Scripted.backend(
        wire -> {
          int number = connected.incrementAndGet();
          while (!wire.head().isEmpty()) {
            wire.send(OK + "#" + number);
          }
          endings.add("#" + number);
        });
  }

  private String ending() throws InterruptedException {
    return endings.poll(10, TimeUnit.SECONDS);
  }

  /** Several at one time, each on a connection of its own; they end in the order of the answers. */
  private static List<String> atOnce(Caller caller, Scripted backend, int count) {
    List<Asked> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(caller.ask(backend.address(), "GET", "/").withoutStarting().open());
    }
    all.forEach(asked -> asked.await("200"));
    all.forEach(Asked::start);
    return all.stream().map(Asked::answer).toList();
  }

  @Test
  void takesTheMostRecentlyUsedOneFirst() throws Exception {
    try (Caller caller = Caller.plain();
        Scripted backend = numbering()) {
      List<String> first = atOnce(caller, backend, 3);
      assertThat(first).containsExactlyInAnyOrder("200 end #1", "200 end #2", "200 end #3");
      Asked a = caller.ask(backend.address(), "GET", "/").withoutStarting().open().await("200");
      Asked b = caller.ask(backend.address(), "GET", "/").withoutStarting().open().await("200");
      assertThat(a.start().answer()).isEqualTo(first.get(2));
      assertThat(caller.get(backend.address(), "/").answer()).isEqualTo(first.get(2));
      assertThat(b.start().answer()).isEqualTo(first.get(1));
      assertThat(caller.get(backend.address(), "/").answer()).isEqualTo(first.get(1));
      assertThat(connected).hasValue(3);
    }
  }

  @Test
  void isReadyAtOnceWhereOneIsIdle() throws Exception {
    try (Caller caller = Caller.plain();
        Scripted backend = numbering()) {
      caller.get(backend.address(), "/").answer();
      StringBuffer order = new StringBuffer();
      Asked next = caller.ask(backend.address(), "GET", "/").on("ready", go -> order.append("r"));
      caller.run(
          () -> {
            next.openHere();
            order.append("o");
          });
      assertThat(order).hasToString("ro");
      assertThat(next.answer()).isEqualTo("200 end #1");
    }
  }

  @Test
  void theNextOneMayBeAskedAsSoonAsTheLastHasEnded() throws Exception {
    try (Caller caller = Caller.plain();
        Scripted backend = numbering()) {
      Asked next = caller.ask(backend.address(), "GET", "/2");
      Asked first =
          caller.ask(backend.address(), "GET", "/1").on("end", go -> next.openHere()).open();
      assertThat(first.answer()).isEqualTo("200 end #1");
      assertThat(next.answer()).isEqualTo("200 end #1");
    }
  }

  @Test
  void aFreshOneIsNotOneThatWasUsed() throws Exception {
    try (Caller caller = Caller.plain();
        Scripted backend = numbering()) {
      caller.get(backend.address(), "/").answer();
      assertThat(caller.ask(backend.address(), "GET", "/").fresh().open().answer())
          .isEqualTo("200 end #2");
    }
  }

  @Test
  void connectionsOfOneBackendAreNotAnothers() throws Exception {
    try (Caller caller = Caller.plain();
        Scripted one = Scripted.named("one");
        Scripted two = Scripted.named("two")) {
      for (int i = 0; i < 2; i++) {
        assertThat(caller.get(one.address(), "/").answer()).isEqualTo("200 end one");
        assertThat(caller.get(two.address(), "/").answer()).isEqualTo("200 end two");
      }
      assertThat(one.accepted()).isEqualTo(1);
      assertThat(two.accepted()).isEqualTo(1);
    }
  }

  @Test
  void keepsNoMoreThanItMay() throws Exception {
    try (Caller caller = Caller.plain().connections(2, Duration.ZERO, ProxyProtocol.OFF);
        Scripted backend = numbering()) {
      List<String> first = atOnce(caller, backend, 3);
      // The one that was idle for longest goes.
      assertThat(first.get(0)).endsWith(ending());
      assertThat(atOnce(caller, backend, 2)).containsExactlyInAnyOrder(first.get(1), first.get(2));
    }
  }

  @Test
  void keepsNoneWhereThatIsWanted() throws Exception {
    try (Caller caller = Caller.plain().connections(0, Duration.ZERO, ProxyProtocol.OFF);
        Scripted backend = numbering()) {
      assertThat(caller.get(backend.address(), "/").answer()).isEqualTo("200 end #1");
      assertThat(ending()).isEqualTo("#1");
      assertThat(caller.get(backend.address(), "/").answer()).isEqualTo("200 end #2");
    }
  }

  @Test
  void closesThoseThatAreIdleForTooLong() throws Exception {
    try (Caller caller = Caller.plain();
        Scripted backend = numbering()) {
      assertThat(atOnce(caller, backend, 2)).hasSize(2);
      caller.pass(Duration.ofSeconds(40));
      String used = caller.get(backend.address(), "/").answer();
      caller.pass(Duration.ofSeconds(30));
      String closed = ending();
      assertThat(used).doesNotEndWith(closed);
      assertThat(caller.get(backend.address(), "/").answer()).isEqualTo(used);
      caller.pass(Duration.ofSeconds(61));
      assertThat(used).endsWith(ending());
    }
  }

  @Test
  void noneServesOnceItIsTooOld() throws Exception {
    try (Caller caller = Caller.plain().connections(9, Duration.ofSeconds(50), ProxyProtocol.OFF);
        Scripted backend = numbering()) {
      assertThat(caller.get(backend.address(), "/").answer()).isEqualTo("200 end #1");
      caller.pass(Duration.ofSeconds(49));
      Asked last = caller.ask(backend.address(), "GET", "/").withoutStarting().open().await("200");
      caller.pass(Duration.ofSeconds(1));
      // What is under way is not cut short.
      assertThat(last.start().answer()).isEqualTo("200 end #1");
      assertThat(ending()).isEqualTo("#1");
      assertThat(caller.get(backend.address(), "/").answer()).isEqualTo("200 end #2");
      caller.pass(Duration.ofSeconds(50));
      assertThat(caller.get(backend.address(), "/").answer()).isEqualTo("200 end #3");
      assertThat(ending()).isEqualTo("#2");
    }
  }

  @Test
  void keepsNoneToABackendThatDrains() throws Exception {
    try (Caller caller = Caller.plain();
        Scripted backend = numbering()) {
      assertThat(atOnce(caller, backend, 2)).hasSize(2);
      Asked last = caller.ask(backend.address(), "GET", "/").withoutStarting().open().await("200");
      caller.pool(backend.address()).setIntent(backend.address(), Intent.DRAIN);
      caller.pass(Duration.ofSeconds(2));
      // The idle one at once, the other when it is done.
      String first = ending();
      String answer = last.start().answer();
      assertThat(answer).doesNotEndWith(first).endsWith(ending());
    }
  }

  @Test
  void oneThatTheBackendClosesIsNotTakenAgain() throws Exception {
    BlockingQueue<Wire> wires = new LinkedBlockingQueue<>();
    try (Caller caller = Caller.plain();
        Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.head();
                  wire.send(OK + "ok");
                  wires.add(wire);
                  endings.add(wire.ending());
                })) {
      for (int i = 1; i <= 2; i++) {
        assertThat(caller.get(backend.address(), "/").answer()).isEqualTo("200 end ok");
        wires.poll(10, TimeUnit.SECONDS).finish();
        // It is closed from here too.
        assertThat(ending()).isEqualTo("end");
        assertThat(backend.accepted()).isEqualTo(i);
      }
    }
  }

  @Test
  void whatComesUnaskedEndsTheConnectionAndAnswersNothing() throws Exception {
    BlockingQueue<Wire> wires = new LinkedBlockingQueue<>();
    try (Caller caller = Caller.plain();
        Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.head();
                  wire.send(OK + "ok");
                  wires.add(wire);
                  wire.gone();
                  endings.add("gone");
                })) {
      assertThat(caller.get(backend.address(), "/").answer()).isEqualTo("200 end ok");
      wires.poll(10, TimeUnit.SECONDS).send(OK + "no");
      assertThat(ending()).isEqualTo("gone");
      assertThat(caller.get(backend.address(), "/").answer()).isEqualTo("200 end ok");
      assertThat(backend.accepted()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        OK + "ok" + OK + "no",
        OK + "ok" + "\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\nHTTP/1.1 ",
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
      })
  void someAnswersAreTheLastOfTheirConnection(String answer) throws Exception {
    try (Caller caller = Caller.plain();
        Scripted backend =
            Scripted.backend(
                wire -> {
                  wire.head();
                  wire.send(answer);
                  wire.gone();
                  endings.add("gone");
                })) {
      for (int i = 1; i <= 2; i++) {
        assertThat(caller.get(backend.address(), "/").answer()).isEqualTo("200 end ok");
        assertThat(ending()).isEqualTo("gone");
        assertThat(backend.accepted()).isEqualTo(i);
      }
    }
  }

  @Test
  void anHttp10BackendMayKeepItsConnection() throws Exception {
    try (Caller caller = Caller.plain();
        Scripted backend =
            Scripted.backend(
                wire -> {
                  while (!wire.head().isEmpty()) {
                    wire.send(
                        "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok");
                  }
                })) {
      caller.get(backend.address(), "/").answer();
      assertThat(caller.get(backend.address(), "/").answer()).isEqualTo("200 end ok");
      assertThat(backend.accepted()).isEqualTo(1);
    }
  }

  @Test
  void closesIdleOnesAtOnceAndOthersWhenTheyAreDone() throws Exception {
    try (Caller caller = Caller.plain();
        Scripted backend = numbering()) {
      assertThat(atOnce(caller, backend, 2)).hasSize(2);
      Asked last = caller.ask(backend.address(), "GET", "/").withoutStarting().open().await("200");
      Future<Void> stopped = caller.stop();
      String first = ending();
      assertThat(stopped.isComplete()).isFalse();
      assertThat(last.start().answer()).startsWith("200 end #").doesNotEndWith(first);
      assertThat(ending()).isNotEqualTo(first);
      Eventually.that("all are gone", stopped::isComplete);
    }
  }
}
