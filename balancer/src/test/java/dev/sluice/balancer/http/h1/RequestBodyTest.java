package dev.sluice.balancer.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.stream.Fault;
import dev.sluice.balancer.http.stream.Incoming;
import dev.sluice.balancer.net.Eventually;
import dev.sluice.balancer.net.Wire;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;

/** Bodies of requests: to whom they go, when, and what becomes of those that nobody wants. */
class RequestBodyTest {

  private static final String GET = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n";

  private static String post(String body) {
    return "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  private static String chunked(String body) {
    return "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        + Integer.toHexString(body.length())
        + "\r\n"
        + body
        + "\r\n0\r\n\r\n";
  }

  @Test
  void isNotDeliveredBeforeItIsWanted() {
    try (EmbeddedFront front = new EmbeddedFront(served -> {})) {
      front.channel.read(post("hello"));
      Served served = front.served.get(0);
      assertThat(served.told()).isEmpty();
      served.down.body().start(served);
      assertThat(served.told()).containsExactly("\"hello\"", "end");
    }
  }

  @Test
  void tellsWhatBelongsTogether() {
    try (EmbeddedFront front = new EmbeddedFront(served -> served.down.body().start(served))) {
      front.channel.read(post("hello").replace("hello", "h"), "e");
      Served served = front.served.get(0);
      assertThat(served.told()).containsExactly("\"he\"", "batched");
      front.channel.read("l", "l");
      front.channel.read("o");
      assertThat(served.told())
          .containsExactly("\"he\"", "batched", "\"ll\"", "batched", "\"o\"", "end");
    }
  }

  @Test
  void isEmptyWhereNoneIsAnnounced() {
    try (EmbeddedFront front = new EmbeddedFront(served -> served.down.body().start(served))) {
      front.channel.read(GET);
      assertThat(front.served.get(0).told()).containsExactly("end");
    }
  }

  @Test
  void waitsWhileItIsPaused() {
    try (EmbeddedFront front = new EmbeddedFront(served -> {})) {
      front.channel.read(post("hello").replace("hello", ""));
      Served served = front.served.get(0);
      served.down.body().start(served);
      served.down.body().pause();
      assertThat(front.channel.config().isAutoRead()).isFalse();
      front.channel.read("he");
      front.channel.read("ll");
      assertThat(served.told()).isEmpty();
      served.down.body().resume();
      assertThat(served.told()).containsExactly("\"hell\"", "batched");
      assertThat(front.channel.config().isAutoRead()).isTrue();
      served.down.body().resume();
      front.channel.read("o");
      assertThat(served.told()).endsWith("\"o\"", "end");
      served.down.body().pause();
      // Behind the end there is nothing to pause, and who leaves is to be noticed.
      assertThat(front.channel.config().isAutoRead()).isTrue();
    }
  }

  @Test
  void mayEndTheExchangeInTheMiddle() {
    try (EmbeddedFront front =
        new EmbeddedFront(
            served ->
                served.down.body().start(new Cutting(served, () -> served.answer("enough"))))) {
      front.channel.read(chunked("hello") + GET);
      assertThat(front.served).hasSize(2);
      assertThat(front.served.get(0).received()).isEqualTo(5);
      assertThat(front.served.get(0).told()).isEmpty();
      assertThat(front.channel.sent()).containsOnlyOnce("enough");
    }
  }

  @Test
  void mayBreakTheExchangeOffInTheMiddle() {
    try (EmbeddedFront front =
        new EmbeddedFront(
            served -> served.down.body().start(new Cutting(served, served.down::reset)))) {
      front.channel.read(chunked("hello") + GET);
      assertThat(front.served).hasSize(1);
      assertThat(front.channel.isOpen()).isFalse();
      assertThat(front.channel.sent()).isEmpty();
    }
  }

  @Test
  void isReadAwayWhenNobodyWantsIt() throws Exception {
    try (H1Front front = H1Front.start(served -> served.answer(served.target));
        Wire client = front.connect()) {
      for (String request : new String[] {post("x".repeat(200_000)), chunked("hello")}) {
        String head = client.send(request + GET).head();
        assertThat(head).doesNotContain("close");
        assertThat(client.text(1)).isEqualTo("/");
        assertThat(client.answer()).endsWith("/next");
      }
    }
  }

  @Test
  void endsTheConnectionWhenTooMuchIsLeft() throws Exception {
    try (H1Front front = H1Front.start(served -> served.answer("no"));
        Wire client = front.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
      assertThat(client.head()).contains("\r\nConnection: close\r\n");
      // The answer is there all the same, and the end behind it.
      client.send("x".repeat(1_000_000));
      assertThat(client.text(2)).isEqualTo("no");
      assertThat(client.ending()).isEqualTo("end");
    }
  }

  @Test
  void endsTheConnectionWhenTooMuchCame() throws Exception {
    try (H1Front front = H1Front.start(served -> served.answer("no"));
        Wire client = front.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
      assertThat(client.answer()).doesNotContain("close").endsWith("no");
      client.send("80000\r\n" + "x".repeat(0x80000) + "\r\n");
      assertThat(client.ending()).isEqualTo("end");
    }
  }

  @Test
  void malformedIsToldAndTheConnectionEndsBehindTheAnswer() throws Exception {
    try (H1Front front = H1Front.start(served -> served.down.body().start(served));
        Wire client = front.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
      Served served = front.next();
      client.send("2\r\nokX" + GET);
      Eventually.that("it is told", () -> served.told("broken MALFORMED"));
      assertThat(served.told()).doesNotContain("end");
      front.run(() -> served.answer("bad"));
      assertThat(client.answer()).contains("\r\nConnection: close\r\n").endsWith("bad");
      assertThat(client.ending()).isEqualTo("end");
      assertThat(front.noMore()).isTrue();
    }
  }

  @Test
  void malformedWhereNobodyWantsItEndsTheConnection() throws Exception {
    try (H1Front front = H1Front.start(served -> served.answer("ok"));
        Wire client = front.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nX");
      assertThat(client.answer()).endsWith("ok");
      assertThat(client.ending()).isEqualTo("end");
    }
  }

  @Test
  void isNotReadBeyondABoundWhileItWaits() throws Exception {
    try (H1Front front = H1Front.start(served -> {});
        Wire client = front.connect()) {
      int size = 20_000_000;
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + size + "\r\n\r\n");
      Served served = front.next();
      Thread sender =
          new Thread(
              () -> {
                try {
                  client.send(new byte[size]);
                } catch (IOException broken) {
                  throw new UncheckedIOException(broken);
                }
              });
      sender.start();
      Eventually.that("enough was read", () -> !front.channel().config().isAutoRead());
      client.socket().setSoTimeout(200);
      try {
        client.text(1);
        throw new AssertionError("an answer to a request that is not whole");
      } catch (SocketTimeoutException expected) {
        client.socket().setSoTimeout(10_000);
      }
      // The kernel holds what it can, and the rest is still at the client.
      assertThat(sender.isAlive()).isTrue();
      front.run(() -> served.down.body().start(served));
      Eventually.that("all of it has come", () -> served.told("end"));
      sender.join();
      assertThat(served.received()).isEqualTo(size);
      front.run(() -> served.answer("ok"));
      assertThat(client.answer()).endsWith("ok");
    }
  }

  @Test
  void pipelinedRequestsAreNotReadBeyondABound() throws Exception {
    try (H1Front front = H1Front.start(served -> {});
        Wire client = front.connect()) {
      client.send(GET.repeat(5_000));
      Served first = front.next();
      Eventually.that("enough was read", () -> !front.channel().config().isAutoRead());
      front.run(() -> first.answer("1"));
      assertThat(client.answer()).endsWith("\r\n\r\n1");
      for (int i = 1; i < 5_000; i++) {
        Served served = front.next();
        front.run(() -> served.answer("1"));
        assertThat(client.answer()).endsWith("\r\n\r\n1");
      }
    }
  }

  /** Does something as soon as something has come. */
  private record Cutting(Served served, Runnable action) implements Incoming.Receiver {

    @Override
    public void data(ByteBuf bytes) {
      served.data(bytes);
      action.run();
    }

    @Override
    public void batched() {
      served.batched();
    }

    @Override
    public void end(Fields trailers) {
      served.end(trailers);
    }

    @Override
    public void broken(Fault fault) {
      served.broken(fault);
    }
  }
}
