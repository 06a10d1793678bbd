package dev.sluice.balancer.http.exchange;

import dev.sluice.balancer.balance.Backend;
import dev.sluice.balancer.event.AccessEvent;
import dev.sluice.balancer.http.Reason;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.stream.Client;
import dev.sluice.balancer.net.Peers;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Collects what is to be told of one request, and tells it once. Texts that do not apply are empty.
 * For one event loop.
 */
public final class RequestRecord {

  private final String server;
  private final RequestHead head;
  private final Client client;
  private final LongSupplier clock;
  private final RequestObserver observer;
  private final long start;
  private Optional<AccessEvent.Head> copied = Optional.empty();
  private Optional<Backend> backend = Optional.empty();
  private String rule = "";
  private String pool = "";
  private String requestId = "";
  private String reason = "";
  private int status;
  private long nanos;
  private long received;
  private long sent;
  private boolean ended;

  /**
   * @param server its name
   * @param clock monotonic, in nanoseconds
   */
  RequestRecord(
      String server,
      RequestHead head,
      Client client,
      LongSupplier clock,
      RequestObserver observer) {
    this.server = server;
    this.head = head;
    this.client = client;
    this.clock = clock;
    this.observer = observer;
    this.start = clock.getAsLong();
  }

  void rule(String name) {
    rule = name;
  }

  /** Under which id it is passed on. */
  public void requestId(String id) {
    requestId = id;
  }

  void pool(String name) {
    pool = name;
  }

  void backend(Backend used) {
    backend = Optional.of(used);
  }

  /** Copies what is told of the head, which is about to go away. */
  void keepHead() {
    copied = Optional.of(copy());
  }

  /** It was answered as was wanted; only the first end counts. */
  public void end(int answered, long fromClient, long toClient) {
    end(answered, "", fromClient, toClient);
  }

  /** The balancer answered by itself, or broke it off; only the first end counts. */
  public void end(int answered, Reason why, long fromClient, long toClient) {
    end(answered, why.word(), fromClient, toClient);
  }

  private void end(int answered, String why, long fromClient, long toClient) {
    if (!ended) {
      ended = true;
      status = answered;
      reason = why;
      received = fromClient;
      sent = toClient;
      nanos = clock.getAsLong() - start;
      observer.ended(this);
    }
  }

  /** Whether it has been told. */
  public boolean ended() {
    return ended;
  }

  /** The server's name. */
  public String server() {
    return server;
  }

  /** The name of the rule that matched. */
  public String rule() {
    return rule;
  }

  /** Under which id it is passed on. */
  public String requestId() {
    return requestId;
  }

  /** The name of the pool that it went to. */
  public String pool() {
    return pool;
  }

  /** The last one that was tried. */
  public Optional<Backend> backend() {
    return backend;
  }

  /** What the client was told; 499 when it had left. */
  public int status() {
    return status;
  }

  /** The word for why the balancer answered by itself or broke off, if it did. */
  public String reason() {
    return reason;
  }

  /** How long it took. */
  public long nanos() {
    return nanos;
  }

  /** Payload bytes from the client. */
  public long received() {
    return received;
  }

  /** Payload bytes to the client. */
  public long sent() {
    return sent;
  }

  /** All of it, for a log; makes strings of the head, so only when they are wanted. */
  public AccessEvent.Request event() {
    return new AccessEvent.Request(
        new AccessEvent.Timing(Instant.now().minusNanos(nanos), nanos),
        server,
        Peers.text(client.source()),
        copied.orElseGet(this::copy),
        new AccessEvent.Answer(status, rule, target(), reason, requestId),
        new AccessEvent.Traffic(received, sent));
  }

  private AccessEvent.Target target() {
    return pool.isEmpty()
        ? AccessEvent.Target.NONE
        : new AccessEvent.Target(pool, backend.map(Backend::toString).orElse(""));
  }

  private AccessEvent.Head copy() {
    Fields fields = head.fields();
    return new AccessEvent.Head(
        head.method(),
        head.target(),
        head.version().text(),
        head.authority(),
        fields.first(FieldName.REFERER).orElse(""),
        fields.first(FieldName.USER_AGENT).orElse(""));
  }
}
