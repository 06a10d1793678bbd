package dev.sluice.balancer.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.http.head.BodyLength;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.stream.Outgoing;
import dev.sluice.balancer.net.Wire;
import org.junit.jupiter.api.Test;

/** Connections of a server that is about to stop (RFC 9112, section 9.6). */
class DrainTest {

  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  @Test
  void endsWhatIsIdle() throws Exception {
    try (H1Front front = H1Front.start(served -> served.answer("ok"));
        Wire client = front.connect()) {
      assertThat(client.send(GET).answer()).endsWith("ok");
      front.run(front.server()::drain);
      assertThat(client.ending()).isEqualTo("end");
      front.awaitConnections(0);
    }
  }

  @Test
  void answersWhatIsUnderWayAndThenEnds() throws Exception {
    try (H1Front front = H1Front.start(served -> {});
        Wire client = front.connect()) {
      client.send(GET + GET);
      Served served = front.next();
      front.run(front.server()::drain);
      front.run(() -> served.answer("ok"));
      assertThat(client.answer()).contains("\r\nConnection: close\r\n").endsWith("ok");
      assertThat(client.ending()).isEqualTo("end");
      assertThat(front.noMore()).isTrue();
    }
  }

  @Test
  void endsBehindAnAnswerThatHadBegun() throws Exception {
    try (H1Front front = H1Front.start(served -> {});
        Wire client = front.connect()) {
      client.send(GET);
      Served served = front.next();
      Outgoing out = front.get(() -> served.begin(BodyLength.UNKNOWN));
      front.run(out::flush);
      assertThat(client.head()).doesNotContain("close");
      front.run(front.server()::drain);
      front.run(() -> out.end(Fields.NONE));
      assertThat(client.text(5)).isEqualTo("0\r\n\r\n");
      assertThat(client.ending()).isEqualTo("end");
    }
  }

  @Test
  void answersARequestThatHadBegun() {
    try (EmbeddedFront front = new EmbeddedFront(served -> served.answer("ok"))) {
      front.channel.read(GET);
      front.channel.sent();
      front.channel.read("GET");
      front.server.drain();
      front.channel.read(GET.substring(3));
      assertThat(front.channel.sent()).contains("\r\nConnection: close\r\n").endsWith("ok");
      assertThat(front.channel.isOutputShutdown()).isTrue();
    }
  }

  @Test
  void waitsBrieflyForAFirstRequest() throws Exception {
    try (H1Front front = H1Front.start(served -> served.answer("ok"));
        Wire quick = front.connect();
        Wire slow = front.connect()) {
      front.awaitConnections(2);
      front.run(front.server()::drain);
      assertThat(quick.send(GET).answer()).contains("\r\nConnection: close\r\n");
      assertThat(quick.ending()).isEqualTo("end");
      front.advance(H1Front.SETTINGS.lingering().plusMillis(100));
      assertThat(slow.ending()).isEqualTo("end");
    }
  }

  @Test
  void stopEndsAllAndTellsThoseUnderWay() throws Exception {
    try (H1Front front = H1Front.start(served -> {});
        Wire client = front.connect();
        Wire idle = front.connect()) {
      client.send(GET);
      Served served = front.next();
      front.awaitConnections(2);
      front.run(front.server()::stop);
      assertThat(client.gone()).isTrue();
      assertThat(idle.gone()).isTrue();
      front.awaitConnections(0);
      assertThat(served.told()).containsExactly("gone");
    }
  }
}
