package dev.sluice.balancer.http.head;

/**
 * The head of a request as a client sent it, checked: what is wrong in syntax or framing never
 * becomes one. Immutable; for the event loop of its exchange, until that has ended.
 */
public interface RequestHead {

  /** Such as {@code GET}; one and the same string for the usual methods. */
  String method();

  /** Path and query, or {@code *} for {@code OPTIONS *}; taken out of an absolute form. */
  String target();

  /** What came over the wire from the client. */
  Version version();

  /** {@code http} or {@code https}, by whether the client's connection is encrypted. */
  String scheme();

  /**
   * Host and port as the client named them, in the target, in {@code :authority} or in {@code
   * Host}; empty when an HTTP/1.0 client named none.
   */
  String authority();

  /** {@code Host} and the fields that belong to the hop included. */
  Fields fields();

  /** Bytes of the body, or as in {@link BodyLength}. */
  long length();

  /** The target without its query. */
  default String path() {
    String target = target();
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  /** What is behind the first {@code ?} of the target; empty when there is nothing. */
  default String query() {
    String target = target();
    int query = target.indexOf('?');
    return query < 0 ? "" : target.substring(query + 1);
  }
}
