package dev.sluice.balancer.http.stream;

import dev.sluice.balancer.balance.Backend;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.head.ResponseHead;
import java.util.Optional;

/**
 * What a rule changes in the messages that it forwards, behind what every intermediary changes. One
 * for all requests of a rule: called on any event loop, with no state of one request of its own.
 */
public interface MessageFilter {

  /** Changes nothing. */
  MessageFilter NONE = new MessageFilter() {};

  /**
   * Which request it is about.
   *
   * @param id as it is passed on in {@code X-Request-Id}
   * @param origin who took it
   * @param target where it goes, or who has answered
   */
  record Subject(RequestHead request, Client client, String id, Origin origin, Target target) {}

  /** The server and the rule that take a request, by name. */
  record Origin(String server, String rule) {}

  /**
   * The pool and the backend that a request goes to.
   *
   * @param pool its name; empty for a rule that answers by itself
   * @param backend empty for such a rule
   */
  record Target(String pool, Optional<Backend> backend) {

    /** The rule answers by itself. */
    public static final Target NONE = new Target("", Optional.empty());
  }

  /** What an answer's body passes through. */
  @FunctionalInterface
  interface BodyFilter {

    /** Nothing. */
    BodyFilter NONE = client -> client;

    /**
     * Stands before the client.
     *
     * @return what is written to instead; it is ended exactly as the client's would be, or {@link
     *     Outgoing#abandon abandoned} when the exchange was broken off
     */
    Outgoing before(Outgoing client);
  }

  /** Changes the head that goes to a backend; once for each try. */
  default void request(Subject subject, HeadEdits edits) {}

  /**
   * Changes the head of the answer that goes to the client.
   *
   * @return what the body passes through; with any other than {@link BodyFilter#NONE} the length is
   *     unknown from here on, and a {@code Content-Length} is to be removed by the edits
   */
  default BodyFilter answer(Subject subject, ResponseHead head, HeadEdits edits) {
    return BodyFilter.NONE;
  }
}
