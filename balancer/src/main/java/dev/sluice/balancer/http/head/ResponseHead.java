package dev.sluice.balancer.http.head;

/**
 * The head of an answer, from a backend and checked, or of our own making. Immutable; for the event
 * loop of its exchange, until that has ended.
 */
public interface ResponseHead {

  /** 100 to 599. */
  int status();

  /** As the backend put it; empty where it put none, or can't (HTTP/2). */
  String reason();

  /** What came over the wire from the backend. */
  Version version();

  /** Those that belong to the hop included. */
  Fields fields();

  /**
   * Bytes of the body, or as in {@link BodyLength}: none for an answer to HEAD, whatever its fields
   * say of a length.
   */
  long length();

  /** Whether it is an interim answer, behind which another one comes. */
  default boolean interim() {
    return status() < 200 && status() != 101;
  }

  /** An answer of our own. */
  static ResponseHead of(int status, Fields fields, long length) {
    return new LocalHead(status, fields, length);
  }
}
