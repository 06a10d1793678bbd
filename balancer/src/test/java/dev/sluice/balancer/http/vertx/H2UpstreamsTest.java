package dev.sluice.balancer.http.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.balance.Pool;
import dev.sluice.balancer.config.Address;
import dev.sluice.balancer.config.Algorithm;
import dev.sluice.balancer.config.BackendConfig;
import dev.sluice.balancer.config.ConnectionsConfig;
import dev.sluice.balancer.config.ListenConfig;
import dev.sluice.balancer.config.PoolConfig;
import dev.sluice.balancer.config.ServerConfig;
import dev.sluice.balancer.http.head.FieldList;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.head.ResponseHead;
import dev.sluice.balancer.http.head.Version;
import dev.sluice.balancer.http.stream.Client;
import dev.sluice.balancer.http.stream.Fault;
import dev.sluice.balancer.http.stream.Incoming;
import dev.sluice.balancer.http.stream.Outgoing;
import dev.sluice.balancer.http.stream.Upstream;
import dev.sluice.balancer.http.stream.UpstreamUse;
import dev.sluice.balancer.net.ChannelConnection;
import dev.sluice.balancer.net.Eventually;
import dev.sluice.balancer.net.Rig;
import dev.sluice.balancer.net.Scripted;
import dev.sluice.balancer.net.Wheel;
import io.netty.channel.local.LocalAddress;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests to backends that speak HTTP/2, each a script of frames. */
class H2UpstreamsTest {

  private static final int REFUSED_STREAM = 7;
  private static final int CANCEL = 8;
  private static final int MAX_CONCURRENT_STREAMS = 3;

  private final Vertx vertx = Vertx.vertx();
  private final ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
  private final Answers notes = new Answers();
  private final Wheel wheel = new Wheel(System::nanoTime);
  private H2Upstreams upstreams;
  private Pool pool;

  @AfterEach
  void close() {
    pool.close();
    Rig.await(vertx.close());
  }

  private void at(Address address, Duration idle) throws Exception {
    pool =
        new Pool(
            new PoolConfig("pool", Algorithm.ROUND_ROBIN, List.of(new BackendConfig(address, 1))),
            new Random(1));
    ServerConfig config =
        new ServerConfig(
            "edge",
            ListenConfig.on(new Address("127.0.0.1", 0)),
            ServerConfig.Protocol.HTTP,
            new ServerConfig.Timeouts(
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                Duration.ofSeconds(2),
                idle,
                Duration.ZERO),
            new ServerConfig.Limits(16 * 1024, 0),
            List.of());
    onLoop(
        () -> {
          wheel.start(context.nettyEventLoop());
          upstreams =
              new H2Upstreams((VertxInternal) vertx, config, wheel, name -> Optional.empty());
        });
  }

  private void onLoop(Runnable task) throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    AtomicReference<Throwable> failed = new AtomicReference<>();
    context.runOnContext(
        go -> {
          try {
            task.run();
          } catch (Throwable t) {
            failed.set(t);
          } finally {
            done.countDown();
          }
        });
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(failed.get()).isNull();
  }

  private record Asked(String method, String target, Fields fields, long length)
      implements RequestHead {

    @Override
    public Version version() {
      return Version.HTTP_1_1;
    }

    @Override
    public String scheme() {
      return "http";
    }

    @Override
    public String authority() {
      return "example.com";
    }
  }

  /** Notes what becomes of a request; {@code then} sends it. */
  private final class Noting implements Upstream.Listener {

    private final String name;
    private final java.util.function.Consumer<Upstream> then;

    Noting(String name, java.util.function.Consumer<Upstream> then) {
      this.name = name;
      this.then = then;
    }

    @Override
    public void ready(Upstream stream) {
      then.accept(stream);
    }

    @Override
    public void writable() {
      notes.note(name + " writable");
    }

    @Override
    public void interim(ResponseHead head) {
      notes.note(
          name
              + " "
              + head.status()
              + " "
              + head.fields().first(dev.sluice.balancer.http.head.FieldName.of("link")).orElse(""));
    }

    @Override
    public void answered(ResponseHead head, Incoming body) {
      notes.note(name + " " + head.status() + " " + head.length());
      body.start(notes.collecting(all -> notes.note(name + " " + String.join("|", all))));
    }

    @Override
    public void switched(ResponseHead head, ChannelConnection connection) {
      notes.note("switched");
    }

    @Override
    public void failed(Fault fault) {
      notes.note(name + " failed " + fault.kind());
    }
  }

  private UpstreamUse use() {
    return new UpstreamUse(
        "pool",
        ConnectionsConfig.DEFAULT,
        new Client(LocalAddress.ANY, LocalAddress.ANY, false),
        false);
  }

  private Upstream open(String name, java.util.function.Consumer<Upstream> then) throws Exception {
    AtomicReference<Upstream> opened = new AtomicReference<>();
    onLoop(() -> opened.set(upstreams.open(use(), pool.backends().get(0), new Noting(name, then))));
    return opened.get();
  }

  private static void get(Upstream stream, String target, String... fields) {
    stream
        .send(new Asked("GET", target, FieldList.of(fields), 0), new HeadEdits(), 0, false)
        .end(Fields.NONE);
  }

  private static H2Wire served(dev.sluice.balancer.net.Wire wire, int... settings)
      throws java.io.IOException {
    wire.bytes(H2Wire.PREFACE.length);
    return new H2Wire(wire).settings(settings);
  }

  @Test
  void requestAndAnswerWithAllThatBelongsToThem() throws Exception {
    try (Scripted backend =
        Scripted.backend(
            wire -> {
              H2Wire peer = served(wire);
              H2Wire.Frame frame = peer.next(H2Wire.HEADERS);
              var head = peer.fields(frame);
              notes.note(
                  head.method()
                      + " "
                      + head.scheme()
                      + "://"
                      + head.authority()
                      + head.path()
                      + " "
                      + head.get("te")
                      + " "
                      + head.contains("connection")
                      + head.contains("x-hop")
                      + head.contains("host"));
              notes.note(peer.next(H2Wire.DATA).text());
              notes.note("trailer " + peer.head().get("x-sum"));
              peer.headers(frame.stream(), false, ":status", "103", "link", "</a>");
              peer.headers(frame.stream(), false, ":status", "110");
              peer.headers(frame.stream(), false, ":status", "200", "grpc-encoding", "identity");
              peer.data(frame.stream(), false, "he").data(frame.stream(), false, "llo");
              peer.headers(frame.stream(), true, "grpc-status", "0");
              wire.rest();
            })) {
      at(backend.address(), Duration.ofSeconds(60));
      open(
          "a",
          stream -> {
            Outgoing out =
                stream.send(
                    new Asked(
                        "POST",
                        "/x?y",
                        FieldList.of(
                            "Host",
                            "example.com",
                            "TE",
                            "trailers",
                            "Connection",
                            "te, x-hop",
                            "X-Hop",
                            "1"),
                        -1),
                    new HeadEdits(),
                    -1,
                    false);
            out.data(Answers.bytes("up"));
            out.flush();
            out.end(FieldList.of("X-Sum", "42"));
          });
      assertThat(notes.note()).isEqualTo("POST http://example.com/x?y trailers falsefalsefalse");
      assertThat(notes.note()).isEqualTo("up");
      assertThat(notes.note()).isEqualTo("trailer 42");
      assertThat(notes.note()).isEqualTo("a 103 </a>");
      assertThat(notes.note()).isEqualTo("a 110 ");
      assertThat(notes.note()).isEqualTo("a 200 -1");
      assertThat(notes.note()).isEqualTo("a hello|grpc-status: 0");
    }
  }

  @Test
  void streamsShareAConnectionWithinWhatTheBackendAllows() throws Exception {
    try (Scripted backend =
        Scripted.backend(
            wire -> {
              H2Wire peer = served(wire, MAX_CONCURRENT_STREAMS, 2);
              notes.note("connection");
              while (true) {
                notes.note("asked " + peer.head().path());
              }
            })) {
      at(backend.address(), Duration.ofSeconds(60));
      open("a", stream -> get(stream, "/a"));
      assertThat(List.of(notes.note(), notes.note())).contains("connection", "asked /a");
      open("b", stream -> get(stream, "/b"));
      assertThat(notes.note()).isEqualTo("asked /b");
      open("c", stream -> get(stream, "/c"));
      assertThat(List.of(notes.note(), notes.note())).contains("connection", "asked /c");
      assertThat(backend.accepted()).isEqualTo(2);
    }
  }

  @Test
  void refusedStreamWasNotSent() throws Exception {
    try (Scripted backend =
        Scripted.backend(
            wire -> {
              H2Wire peer = served(wire);
              peer.reset(peer.next(H2Wire.HEADERS).stream(), REFUSED_STREAM);
              peer.reset(peer.next(H2Wire.HEADERS).stream(), CANCEL);
              int third = peer.next(H2Wire.HEADERS).stream();
              peer.headers(third, false, ":status", "200").data(third, false, "half");
              peer.reset(third, CANCEL);
              wire.rest();
            })) {
      at(backend.address(), Duration.ofSeconds(60));
      open("a", stream -> get(stream, "/"));
      assertThat(notes.note()).isEqualTo("a failed NOT_SENT");
      open("b", stream -> get(stream, "/"));
      assertThat(notes.note()).isEqualTo("b failed RESET");
      open("c", stream -> get(stream, "/"));
      assertThat(notes.note()).isEqualTo("c 200 -1");
      assertThat(notes.note()).isEqualTo("broken RESET");
      assertThat(backend.accepted()).isEqualTo(1);
    }
  }

  @Test
  void backendThatGoesAwayGetsNoMoreStreams() throws Exception {
    try (Scripted backend =
        Scripted.backend(
            wire -> {
              H2Wire peer = served(wire);
              peer.next(H2Wire.HEADERS);
              peer.next(H2Wire.HEADERS);
              // The first one is still answered.
              peer.frame(H2Wire.GOAWAY, 0, 0, new byte[] {0, 0, 0, 1, 0, 0, 0, 0});
              notes.note("gone");
              peer.headers(1, true, ":status", "204");
              wire.rest();
            },
            wire -> {
              H2Wire peer = served(wire);
              peer.headers(peer.next(H2Wire.HEADERS).stream(), true, ":status", "200");
              wire.rest();
            })) {
      at(backend.address(), Duration.ofSeconds(60));
      open(
          "a",
          stream -> {
            get(stream, "/");
            upstreams.open(
                use(), pool.backends().get(0), new Noting("b", second -> get(second, "/")));
          });
      List<String> all = List.of(notes.note(), notes.note(), notes.note(), notes.note());
      assertThat(all).containsExactlyInAnyOrder("gone", "b failed NOT_SENT", "a 204 0", "a ");
      open("c", stream -> get(stream, "/"));
      assertThat(notes.note()).isEqualTo("c 200 0");
      assertThat(backend.accepted()).isEqualTo(2);
    }
  }

  @Test
  void whatIsGivenUpIsReset() throws Exception {
    try (Scripted backend =
        Scripted.backend(
            wire -> {
              H2Wire peer = served(wire);
              peer.next(H2Wire.HEADERS);
              notes.note("asked");
              notes.note("code " + peer.resetFrame().code());
              wire.rest();
            })) {
      at(backend.address(), Duration.ofSeconds(60));
      Upstream opened = open("a", stream -> get(stream, "/"));
      assertThat(notes.note()).isEqualTo("asked");
      onLoop(opened::cancel);
      assertThat(notes.note()).isEqualTo("code " + CANCEL);
      onLoop(opened::cancel);
      assertThat(notes.quiet()).isTrue();
    }
  }

  @Test
  void backendThatIsNotThereIsAConnectFault() throws Exception {
    at(Scripted.closedPort(), Duration.ofSeconds(60));
    open("a", stream -> notes.note("ready"));
    assertThat(notes.note()).isEqualTo("a failed CONNECT");
  }

  @Test
  void backendThatSpeaksSomethingElseIsMalformedOrGone() throws Exception {
    try (Scripted backend =
        Scripted.backend(wire -> wire.send("HTTP/1.1 400 Bad Request\r\n\r\n").rest())) {
      at(backend.address(), Duration.ofSeconds(60));
      open("a", stream -> get(stream, "/"));
      assertThat(notes.note()).startsWith("a failed ");
    }
  }

  @Test
  void statusThatIsNoneIsMalformed() throws Exception {
    try (Scripted backend =
        Scripted.backend(
            wire -> {
              H2Wire peer = served(wire);
              peer.headers(peer.next(H2Wire.HEADERS).stream(), true, ":status", "20x");
              wire.rest();
            })) {
      at(backend.address(), Duration.ofSeconds(60));
      open("a", stream -> get(stream, "/"));
      assertThat(notes.note()).isEqualTo("a failed MALFORMED");
    }
  }

  @Test
  void idleConnectionIsClosed() throws Exception {
    try (Scripted backend =
        Scripted.backend(
            wire -> {
              H2Wire peer = served(wire);
              peer.headers(peer.next(H2Wire.HEADERS).stream(), true, ":status", "204");
              peer.goAway();
              notes.note("closed");
            })) {
      at(backend.address(), Duration.ofMillis(100));
      open("a", stream -> get(stream, "/"));
      assertThat(notes.note()).isEqualTo("a 204 0");
      assertThat(notes.note()).isEqualTo("a ");
      assertThat(notes.note()).isEqualTo("closed");
    }
  }

  @Test
  void uploadWaitsForTheBackend() throws Exception {
    AtomicReference<Outgoing> held = new AtomicReference<>();
    try (Scripted backend =
        Scripted.backend(
            wire -> {
              H2Wire peer = served(wire);
              int stream = peer.next(H2Wire.HEADERS).stream();
              notes.note("asked");
              Eventually.that("it waits", () -> held.get() != null && !held.get().isWritable());
              peer.window(0, 1_000_000).window(stream, 1_000_000);
              wire.rest();
            })) {
      at(backend.address(), Duration.ofSeconds(60));
      open(
          "a",
          stream -> {
            Outgoing out =
                stream.send(new Asked("POST", "/", Fields.NONE, -1), new HeadEdits(), -1, false);
            // Three times what may be sent without the backend's leave.
            for (int i = 0; i < 12; i++) {
              out.data(Answers.bytes("z".repeat(16 * 1024)));
              out.flush();
            }
            held.set(out);
          });
      assertThat(notes.note()).isEqualTo("asked");
      assertThat(notes.note()).isEqualTo("a writable");
    }
  }
}
