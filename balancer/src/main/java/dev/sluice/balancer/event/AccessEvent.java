package dev.sluice.balancer.event;

import java.time.Instant;
import java.util.function.Consumer;

/**
 * A connection, a session or a request that has ended. Texts that do not apply are empty, never
 * null.
 */
public sealed interface AccessEvent {

  /** Takes them for nobody: who would tell it of one need not make it. */
  Consumer<AccessEvent> NOBODY = event -> {};

  /** When it began, and how long it took in nanoseconds. */
  record Timing(Instant start, long nanos) {}

  /** Payload bytes from and to the client. */
  record Traffic(long received, long sent) {}

  /** Where it went; both empty when no backend was used. */
  record Target(String pool, String backend) {
    /** No backend. */
    public static final Target NONE = new Target("", "");
  }

  /**
   * A TCP connection.
   *
   * @param server the name of the server that accepted it
   * @param client the peer's address and port
   * @param result {@code closed}, or the word for why it ended otherwise
   */
  record Connection(
      Timing timing, String server, String client, Target target, String result, Traffic traffic)
      implements AccessEvent {}

  /**
   * A UDP session.
   *
   * @param server the name of the server that it was with
   * @param client the peer's address and port
   * @param result the word for why it ended
   */
  record Session(
      Timing timing, String server, String client, Target target, String result, Volume volume)
      implements AccessEvent {

    /** Payload bytes. */
    public Traffic traffic() {
      return volume.bytes();
    }

    /** How many datagrams they came in. */
    public Datagrams datagrams() {
      return volume.datagrams();
    }
  }

  /** What came in a session, and what was passed on to the client. */
  record Volume(Traffic bytes, Datagrams datagrams) {}

  /** How many came from and went to the client. */
  record Datagrams(long received, long sent) {}

  /**
   * An HTTP request and its answer.
   *
   * @param server the name of the server that took it
   * @param client the peer's address and port
   */
  record Request(
      Timing timing, String server, String client, Head head, Answer answer, Traffic traffic)
      implements AccessEvent {}

  /**
   * Of a request's head, as the client sent it.
   *
   * @param target path and query
   * @param version such as {@code HTTP/1.1}
   */
  record Head(
      String method,
      String target,
      String version,
      String host,
      String referer,
      String userAgent) {}

  /**
   * What the client was told.
   *
   * @param status 499 when the client left before the answer
   * @param rule the name of the forward rule, if one matched
   * @param reason why the balancer answered by itself or broke off, if it did
   */
  record Answer(int status, String rule, Target target, String reason, String requestId) {}
}
