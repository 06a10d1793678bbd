package dev.sluice.balancer.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.balance.Backend;
import dev.sluice.balancer.http.head.BodyLength;
import dev.sluice.balancer.http.head.FieldList;
import dev.sluice.balancer.http.head.FieldName;
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
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One request, and what came of it. Unless told otherwise it goes out whole as soon as it can, and
 * its answer is taken as it comes.
 */
final class Asked implements Upstream.Listener, Incoming.Receiver {

  private static final Client CLIENT =
      new Client(
          InetSocketAddress.createUnresolved("192.0.2.1", 1234),
          InetSocketAddress.createUnresolved("192.0.2.2", 80),
          false);

  private record Head(String method, String target, Fields fields, long length)
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

  private final Caller caller;
  private final Backend backend;
  private final String method;
  private final String target;
  private final FieldList fields = FieldList.of("Host", "example.com");
  private final StringBuffer events = new StringBuffer();
  private final StringBuffer taken = new StringBuffer();
  private final Map<String, Consumer<Asked>> reactions = new LinkedHashMap<>();
  private long length = BodyLength.NONE;
  private boolean upgrade;
  private boolean fresh;
  private Client client = CLIENT;
  private boolean sends = true;
  private boolean ends = true;
  private boolean starts = true;
  private Upstream stream;
  private Outgoing out = Outgoing.NOWHERE;
  private Incoming incoming;
  private ResponseHead head;
  private volatile Optional<ChannelConnection> switched = Optional.empty();
  private volatile long received;
  private boolean keeps = true;
  private volatile boolean ready;
  private volatile boolean sent;

  Asked(Caller caller, Backend backend, String method, String target) {
    this.caller = caller;
    this.backend = backend;
    this.method = method;
    this.target = target;
  }

  // --- how it is made

  /** A body of this length, or of none that is known; to be sent by the test. */
  Asked length(long wanted) {
    length = wanted;
    ends = false;
    return this;
  }

  Asked field(String name, String value) {
    fields.add(FieldName.of(name), value);
    return this;
  }

  /** Asks to leave HTTP. */
  Asked upgrade() {
    upgrade = true;
    return field("Connection", "upgrade").field("Upgrade", "other");
  }

  /** Not on a connection that was used before. */
  Asked fresh() {
    fresh = true;
    return this;
  }

  Asked from(Client other) {
    client = other;
    return this;
  }

  /** Sends nothing before it is told to. */
  Asked withoutSending() {
    sends = false;
    return this;
  }

  /** Leaves the answer's body alone before it is told to. */
  Asked withoutStarting() {
    starts = false;
    return this;
  }

  /** Counts the body only. */
  Asked withoutKeeping() {
    keeps = false;
    return this;
  }

  /** Also does something when an event comes that begins so; on the event loop. */
  Asked on(String event, Consumer<Asked> then) {
    reactions.put(event, then);
    return this;
  }

  private void react(String event) {
    reactions.forEach(
        (prefix, then) -> {
          if (event.startsWith(prefix)) {
            then.accept(this);
          }
        });
  }

  Asked open() {
    caller.run(this::openHere);
    return this;
  }

  /** As {@link #open}, on the event loop already. */
  void openHere() {
    UpstreamUse use = new UpstreamUse("pool", caller.connections(), client, fresh);
    stream = caller.upstreams().open(use, backend, this);
  }

  // --- what the test does; on any thread

  Asked send() {
    caller.run(this::sendHere);
    return this;
  }

  private void sendHere() {
    out = stream.send(new Head(method, target, fields, length), new HeadEdits(), length, upgrade);
    if (ends) {
      out.end(Fields.NONE);
    } else {
      out.flush();
    }
    sent = true;
  }

  /** Waits until it can be sent. */
  Asked awaitReady() {
    Eventually.that("it is ready", () -> ready);
    return this;
  }

  /** Waits until its head is on the way. */
  Asked awaitSent() {
    Eventually.that("it is sent", () -> sent);
    return this;
  }

  Asked data(String text) {
    return data(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  Asked data(byte[] bytes) {
    awaitSent();
    caller.run(() -> dataHere(bytes));
    return this;
  }

  /** On the event loop already. */
  void dataHere(byte[] bytes) {
    out.data(Unpooled.directBuffer(bytes.length).writeBytes(bytes));
    out.flush();
  }

  /** The last of the body and its end, in one go: an answer in between would be an early one. */
  Asked finish(String text, Fields trailers) {
    awaitSent();
    caller.run(
        () -> {
          dataHere(text.getBytes(StandardCharsets.ISO_8859_1));
          out.end(trailers);
        });
    return this;
  }

  Asked finish(Fields trailers) {
    awaitSent();
    caller.run(() -> out.end(trailers));
    return this;
  }

  boolean canWrite() {
    awaitSent();
    boolean[] is = new boolean[1];
    caller.run(() -> is[0] = out.isWritable());
    return is[0];
  }

  Asked start() {
    caller.run(() -> incoming.start(this));
    return this;
  }

  Asked pause() {
    caller.run(incoming::pause);
    return this;
  }

  void pauseHere() {
    incoming.pause();
  }

  /** What the answer's head says of the server; on the event loop. */
  String server() {
    return head.fields().first(FieldName.SERVER).orElse("");
  }

  Asked resume() {
    caller.run(incoming::resume);
    return this;
  }

  Asked cancel() {
    caller.run(this::cancelHere);
    return this;
  }

  void cancelHere() {
    stream.cancel();
  }

  // --- what became of it

  /** All that happened so far. */
  String events() {
    return events.toString();
  }

  /** The body so far. */
  String body() {
    return taken.toString();
  }

  /** How much of the body has come. */
  long received() {
    return received;
  }

  /** Waits for something to happen. */
  Asked await(String event) {
    Eventually.that(event, () -> events().contains(event) || hasEnded());
    assertThat(events()).contains(event);
    return this;
  }

  private boolean hasEnded() {
    return events().matches(".*(end|broken|failed|switched).*");
  }

  /** Waits for the end, and tells all. */
  String outcome() {
    Eventually.that("an end", this::hasEnded);
    // What must not follow would have by now.
    caller.run(() -> {});
    return events.toString();
  }

  /** The answer, when all went well: its status and its body. */
  String answer() {
    outcome();
    return events() + (body().isEmpty() ? "" : " " + body());
  }

  ChannelConnection switched() {
    await("switched");
    return switched.orElseThrow();
  }

  private void happened(String event) {
    events.append(events.length() == 0 ? "" : " ").append(event);
    react(event);
  }

  @Override
  public void ready(Upstream opened) {
    stream = opened;
    ready = true;
    react("ready");
    if (sends) {
      sendHere();
    }
  }

  @Override
  public void writable() {
    react("writable");
  }

  @Override
  public void interim(ResponseHead head) {
    happened(Integer.toString(head.status()));
  }

  @Override
  public void answered(ResponseHead answer, Incoming body) {
    head = answer;
    incoming = body;
    happened(Integer.toString(answer.status()));
    if (starts) {
      body.start(this);
    }
  }

  @Override
  public void switched(ResponseHead head, ChannelConnection connection) {
    switched = Optional.of(connection);
    happened("switched " + head.status());
  }

  @Override
  public void failed(Fault fault) {
    happened("failed " + fault.kind() + (fault.word().isEmpty() ? "" : " " + fault.word()));
  }

  @Override
  public void data(ByteBuf bytes) {
    received += bytes.readableBytes();
    if (keeps) {
      taken.append(bytes.toString(StandardCharsets.ISO_8859_1));
    }
    bytes.release();
    react("data");
  }

  @Override
  public void batched() {
    react("batched");
  }

  @Override
  public void end(Fields trailers) {
    StringBuilder text = new StringBuilder();
    trailers.forEach((name, value) -> text.append(' ').append(name).append('=').append(value));
    happened("end" + text);
  }

  @Override
  public void broken(Fault fault) {
    happened("broken " + fault.kind());
  }
}
