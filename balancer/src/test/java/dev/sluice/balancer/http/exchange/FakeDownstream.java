package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.head.ResponseHead;
import dev.sluice.balancer.http.stream.Client;
import dev.sluice.balancer.http.stream.Downstream;
import dev.sluice.balancer.http.stream.Outgoing;
import dev.sluice.balancer.net.ChannelConnection;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A client, by hand. */
final class FakeDownstream implements Downstream {

  static final Client LOCAL =
      new Client(
          new InetSocketAddress("127.0.0.1", 4711), new InetSocketAddress("127.0.0.1", 80), false);

  final FakeIncoming body = new FakeIncoming();
  final FakeOutgoing out = new FakeOutgoing();
  final List<Integer> interim = new ArrayList<>();
  private boolean last;
  private final RequestHead head;
  private final Client client;
  private Listener listener;
  private ResponseHead answer;
  private HeadEdits edits;
  private long length;
  private Consumer<ChannelConnection> taker;
  private boolean reset;
  private boolean wasGone;

  FakeDownstream(RequestHead head) {
    this(head, LOCAL);
  }

  FakeDownstream(RequestHead head, Client client) {
    this.head = head;
    this.client = client;
  }

  @Override
  public Client client() {
    return client;
  }

  @Override
  public RequestHead head() {
    return head;
  }

  @Override
  public FakeIncoming body() {
    return body;
  }

  @Override
  public void listen(Listener told) {
    if (listener != null) {
      throw new AssertionError("listened to twice");
    }
    listener = told;
    if (wasGone) {
      told.gone();
    }
  }

  @Override
  public boolean expectsContinue() {
    return head.fields().has(FieldName.EXPECT);
  }

  @Override
  public void interim(ResponseHead hints, HeadEdits changes) {
    listened();
    interim.add(hints.status());
  }

  @Override
  public Outgoing answer(ResponseHead response, HeadEdits changes, long bytes) {
    listened();
    if (answer != null || reset) {
      throw new AssertionError("answered twice, or behind a reset");
    }
    answer = response;
    edits = changes;
    length = bytes;
    return out;
  }

  @Override
  public void upgrade(ResponseHead response, HeadEdits changes, Consumer<ChannelConnection> to) {
    listened();
    answer = response;
    edits = changes;
    taker = to;
  }

  @Override
  public void takeNoMore() {
    last = true;
  }

  /** Whether no further request is to be taken. */
  boolean last() {
    return last;
  }

  @Override
  public void reset() {
    if (reset) {
      throw new AssertionError("reset twice");
    }
    reset = true;
    out.drop();
  }

  @Override
  public long written() {
    return out.written().length();
  }

  private void listened() {
    if (listener == null) {
      throw new AssertionError("answered without a listener");
    }
  }

  // --- for the test

  void gone() {
    wasGone = true;
    out.drop();
    if (listener != null) {
      listener.gone();
    }
  }

  void writable() {
    out.writable(true);
    listener.writable();
  }

  boolean answered() {
    return answer != null;
  }

  int status() {
    if (answer == null) {
      throw new AssertionError("no answer");
    }
    return answer.status();
  }

  long length() {
    return length;
  }

  Optional<String> field(String name) {
    return edits.first(answer.fields(), FieldName.of(name));
  }

  String reason() {
    return field("x-sluice-reason").orElse("");
  }

  boolean wasReset() {
    return reset;
  }

  Consumer<ChannelConnection> taker() {
    return taker;
  }
}
