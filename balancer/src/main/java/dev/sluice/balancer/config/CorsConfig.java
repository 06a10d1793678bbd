package dev.sluice.balancer.config;

import java.time.Duration;
import java.util.List;

/**
 * Which sites' scripts may use what a rule serves (the Fetch standard, section 3.3).
 *
 * @param origins such as {@code https://app.example.com}, {@code https://*.example.com}, or {@code
 *     *} for any
 * @param methods beside GET, HEAD and POST
 * @param requestHeaders that scripts may send, lower case; {@code *} for any
 * @param exposed fields of answers that scripts may read, lower case
 * @param credentials whether cookies and authorization may come along; never with any origin
 * @param maxAge how long a browser may keep the answer to a preflight request
 */
public record CorsConfig(
    List<String> origins,
    List<String> methods,
    List<String> requestHeaders,
    List<String> exposed,
    boolean credentials,
    Duration maxAge) {

  /** Takes copies. */
  public CorsConfig {
    origins = List.copyOf(origins);
    methods = List.copyOf(methods);
    requestHeaders = List.copyOf(requestHeaders);
    exposed = List.copyOf(exposed);
  }
}
