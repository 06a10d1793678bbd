package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.stream.Client;
import dev.sluice.balancer.net.VirtualWheel;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A server of HTTP/1.x and one connection, on the thread of the test. */
final class EmbeddedFront implements AutoCloseable {

  final EmbeddedDuplex channel = new EmbeddedDuplex();
  final List<Served> served = new ArrayList<>();
  final List<String> refused = new ArrayList<>();
  private final VirtualWheel time = new VirtualWheel();
  final H1Server server;

  EmbeddedFront(Consumer<Served> script) {
    this(H1Front.SETTINGS, script);
  }

  EmbeddedFront(H1ServerSettings settings, Consumer<Served> script) {
    this(settings, "", script);
  }

  EmbeddedFront(H1ServerSettings settings, String first, Consumer<Served> script) {
    server =
        new H1Server(
            settings,
            time.wheel(),
            down -> {
              Served one = new Served(down);
              served.add(one);
              script.accept(one);
            },
            (client, reason, detail, sent) -> refused.add(reason.word()));
    server.take(
        channel,
        new Client(
            new InetSocketAddress("127.0.0.1", 1), new InetSocketAddress("127.0.0.1", 2), false),
        first.isEmpty() ? Unpooled.EMPTY_BUFFER : Served.bytes(first));
    channel.runPendingTasks();
  }

  void advance(Duration by) {
    time.advance(by);
    channel.runPendingTasks();
  }

  @Override
  public void close() {
    channel.finishAndReleaseAll();
  }
}
