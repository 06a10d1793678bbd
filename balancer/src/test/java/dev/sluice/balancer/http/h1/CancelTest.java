package dev.sluice.balancer.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.net.Scripted;
import dev.sluice.balancer.net.Transports;
import dev.sluice.balancer.net.Wire;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A request that is given up takes its connection with it, and is heard of no more. */
class CancelTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

  private final BlockingQueue<String> endings = new LinkedBlockingQueue<>();

  private static Stream<Transport> transports() {
    return Transports.available();
  }

  private String ending() throws InterruptedException {
    return endings.poll(10, TimeUnit.SECONDS);
  }

  /** Serves one request whole, answers the next one as told, and tells how it goes on. */
  private Scripted backend(String answer) throws IOException {
    return Scripted.backend(
        wire -> {
          wire.head();
          wire.send(OK);
          wire.head();
          wire.send(answer);
          endings.add(ending(wire));
        },
        wire -> Scripted.serve(wire, "new"));
  }

  private static String ending(Wire wire) throws IOException {
    return wire.gone() ? "gone" : "";
  }

  @ParameterizedTest
  @MethodSource("transports")
  void onceThereIsAConnection(Transport transport) throws Exception {
    try (Caller caller = Caller.on(transport);
        Scripted backend = Scripted.backend(wire -> endings.add(ending(wire)))) {
      Asked asked = caller.ask(backend.address(), "GET", "/");
      asked.withoutSending().on("ready", Asked::cancelHere).open();
      assertThat(ending()).isEqualTo("gone");
      assertThat(asked.cancel().send().events()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void onceItIsSent(Transport transport) throws Exception {
    try (Caller caller = Caller.on(transport);
        Scripted backend = backend("")) {
      caller.get(backend.address(), "/").answer();
      Asked asked = caller.get(backend.address(), "/").cancel();
      assertThat(ending()).isEqualTo("gone");
      assertThat(asked.events()).isEmpty();
      assertThat(caller.get(backend.address(), "/").answer()).isEqualTo("200 end new");
    }
  }

  @Test
  void withinItsBody() throws Exception {
    try (Caller caller = Caller.plain();
        Scripted backend = backend("")) {
      caller.get(backend.address(), "/").answer();
      Asked asked = caller.ask(backend.address(), "POST", "/").length(10_000_000).open();
      // More than the sockets hold.
      asked.data(new byte[9_000_000]).cancel();
      assertThat(ending()).isEqualTo("gone");
      asked.data(new byte[1]);
      assertThat(asked.events()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "103 | HTTP/1.1 103 A~~HTTP/1.1 103 B~~ | 103",
        "200 | HTTP/1.1 200 OK~Content-Length: 5~~hello | 200",
        "200 | HTTP/1.1 200 OK~Content-Length: 5~~he | 200",
        "data | HTTP/1.1 200 OK~Content-Length: 5~~he | 200",
        "data | HTTP/1.1 200 OK~Transfer-Encoding: chunked~~2~he~3~llo~0~~ | 200",
        "data | HTTP/1.1 200 OK~~he | 200",
        "batched | HTTP/1.1 200 OK~Content-Length: 5~~he | 200",
      })
  void whileTheAnswerComes(String event, String answer, String told) throws Exception {
    try (Caller caller = Caller.plain();
        Scripted backend = backend(answer.strip().replace("~", "\r\n"))) {
      caller.get(backend.address(), "/").answer();
      Asked asked = caller.ask(backend.address(), "GET", "/");
      asked.on(event.strip(), Asked::cancelHere).open();
      assertThat(ending()).isEqualTo("gone");
      caller.run(() -> {});
      assertThat(asked.events()).isEqualTo(told.strip());
      assertThat(asked.received()).isLessThanOrEqualTo(2);
      assertThat(caller.get(backend.address(), "/").answer()).isEqualTo("200 end new");
    }
  }

  @Test
  void whileTheAnswerWaitsToBeTaken() throws Exception {
    try (Caller caller = Caller.plain();
        Scripted backend = backend(CHUNKED + "5\r\nhello\r\n")) {
      caller.get(backend.address(), "/").answer();
      Asked asked = caller.ask(backend.address(), "GET", "/").withoutStarting().open();
      asked.await("200").cancel();
      assertThat(ending()).isEqualTo("gone");
      // Too late to be of any effect.
      asked.start().pause().resume();
      assertThat(asked.events() + asked.body()).isEqualTo("200");
    }
  }

  @Test
  void behindTheEndItIsOfNoEffect() throws Exception {
    try (Caller caller = Caller.plain();
        Scripted backend = Scripted.named("one")) {
      Asked asked = caller.ask(backend.address(), "GET", "/").on("end", Asked::cancelHere).open();
      assertThat(asked.answer()).isEqualTo("200 end one");
      asked.cancel();
      assertThat(caller.get(backend.address(), "/").answer()).isEqualTo("200 end one");
      assertThat(backend.accepted()).isEqualTo(1);
    }
  }

  /** Takes no connection, once its backlog is full. */
  private static ServerSocket full(List<Socket> taken) throws IOException {
    ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    for (int i = 0; i < 2; i++) {
      taken.add(new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort()));
    }
    return server;
  }

  @ParameterizedTest
  @MethodSource("transports")
  void whileItWaitsForAConnection(Transport transport) throws Exception {
    List<Socket> taken = new ArrayList<>();
    try (ServerSocket server = full(taken)) {
      Asked asked;
      try (Caller caller = Caller.on(transport)) {
        asked = caller.get(new Address("127.0.0.1", server.getLocalPort()), "/").cancel();
        // Nothing is left that the end would have to wait for.
        caller.stop();
        caller.run(() -> {});
      }
      assertThat(asked.events()).isEmpty();
    } finally {
      for (Socket socket : taken) {
        socket.close();
      }
    }
  }
}
