package dev.sluice.balancer.http.exchange;

import java.util.Optional;

/** What the policy looks at in a request, whatever carries it. For its event loop. */
public interface RequestView {

  /** Such as {@code GET}. */
  String method();

  /** Without the query. */
  String path();

  /** The first value of a field. */
  Optional<String> header(String name);

  /** The value of a cookie. */
  Optional<String> cookie(String name);

  /** The client's address, without a port. */
  String clientAddress();

  /** Whether something follows the head. */
  boolean hasBody();
}
