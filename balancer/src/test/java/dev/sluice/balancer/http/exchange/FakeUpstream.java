package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.balance.Backend;
import dev.sluice.balancer.http.head.BodyLength;
import dev.sluice.balancer.http.head.FieldList;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.head.ResponseHead;
import dev.sluice.balancer.http.stream.Fault;
import dev.sluice.balancer.http.stream.Outgoing;
import dev.sluice.balancer.http.stream.Upstream;
import dev.sluice.balancer.http.stream.UpstreamUse;
import dev.sluice.balancer.net.ChannelConnection;
import java.util.Optional;

/** One request at a backend, which the test plays. */
final class FakeUpstream implements Upstream {

  final FakeIncoming answer = new FakeIncoming();
  final FakeOutgoing out = new FakeOutgoing();
  private final UpstreamUse use;
  private final Backend backend;
  private final Listener listener;
  private RequestHead head;
  private HeadEdits edits;
  private long length;
  private boolean upgrade;
  private boolean over;
  private boolean cancelled;

  FakeUpstream(UpstreamUse use, Backend backend, Listener listener) {
    this.use = use;
    this.backend = backend;
    this.listener = listener;
  }

  @Override
  public Outgoing send(RequestHead request, HeadEdits changes, long bytes, boolean leave) {
    if (head != null) {
      throw new AssertionError("sent twice");
    }
    head = request;
    edits = changes;
    length = bytes;
    upgrade = leave;
    return out;
  }

  @Override
  public void cancel() {
    if (!over) {
      over = true;
      cancelled = true;
      out.drop();
    }
  }

  // --- for the test

  UpstreamUse use() {
    return use;
  }

  Backend backend() {
    return backend;
  }

  boolean cancelled() {
    return cancelled;
  }

  RequestHead head() {
    return head;
  }

  long length() {
    return length;
  }

  boolean upgrade() {
    return upgrade;
  }

  boolean sent() {
    return head != null;
  }

  Optional<String> field(String name) {
    return edits.first(head.fields(), FieldName.of(name));
  }

  HeadEdits edits() {
    return edits;
  }

  FakeUpstream ready() {
    live();
    listener.ready(this);
    return this;
  }

  FakeUpstream interim(int status) {
    live();
    listener.interim(ResponseHead.of(status, FieldList.of(), BodyLength.NONE));
    return this;
  }

  /** The head of an answer whose body is unknown. */
  FakeUpstream answers(int status) {
    live();
    listener.answered(
        ResponseHead.of(status, FieldList.of("x-from", backend.toString()), BodyLength.UNKNOWN),
        answer);
    return this;
  }

  /** All of an answer. */
  void serves(int status, String text) {
    answers(status);
    if (!cancelled) {
      answer.data(text);
      ends();
    }
  }

  void ends() {
    over = true;
    answer.end();
  }

  void switches(ChannelConnection connection) {
    live();
    over = true;
    listener.switched(
        ResponseHead.of(101, FieldList.of("upgrade", "echo"), BodyLength.NONE), connection);
  }

  void writable() {
    out.writable(true);
    listener.writable();
  }

  void fails(Fault.Kind kind) {
    fails(kind, "");
  }

  void fails(Fault.Kind kind, String word) {
    live();
    over = true;
    out.drop();
    listener.failed(new Fault(kind, word, "failed by the test"));
  }

  void breaks(Fault.Kind kind) {
    live();
    over = true;
    answer.broken(kind);
  }

  private void live() {
    if (over) {
      throw new AssertionError("it is over, or was given up");
    }
  }
}
