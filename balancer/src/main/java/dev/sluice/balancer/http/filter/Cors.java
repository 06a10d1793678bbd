package dev.sluice.balancer.http.filter;

import dev.sluice.balancer.config.CorsConfig;
import dev.sluice.balancer.http.head.FieldList;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.head.RequestHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Says which sites' scripts may use an answer, and answers the questions that browsers ask before
 * (the Fetch standard, section 3.3, "CORS protocol"). What the backend said of it is replaced.
 * Immutable; for any thread.
 */
public final class Cors {

  private static final FieldName ALLOW_ORIGIN = FieldName.of("access-control-allow-origin");
  private static final FieldName ALLOW_CREDENTIALS =
      FieldName.of("access-control-allow-credentials");
  private static final FieldName ALLOW_METHODS = FieldName.of("access-control-allow-methods");
  private static final FieldName ALLOW_HEADERS = FieldName.of("access-control-allow-headers");
  private static final FieldName EXPOSE_HEADERS = FieldName.of("access-control-expose-headers");
  private static final FieldName MAX_AGE = FieldName.of("access-control-max-age");
  private static final FieldName REQUEST_METHOD = FieldName.of("access-control-request-method");
  private static final FieldName REQUEST_HEADERS = FieldName.of("access-control-request-headers");

  private static final String ANY = "*";

  private final CorsConfig config;
  private final boolean anyOrigin;
  private final String methods;
  private final String requestHeaders;
  private final String exposed;

  /** As configured. */
  public Cors(CorsConfig config) {
    this.config = config;
    this.anyOrigin = config.origins().contains(ANY);
    List<String> all = new ArrayList<>(List.of("GET", "HEAD", "POST"));
    config.methods().stream().filter(method -> !all.contains(method)).forEach(all::add);
    this.methods = String.join(", ", all);
    this.requestHeaders = String.join(", ", config.requestHeaders());
    this.exposed = String.join(", ", config.exposed());
  }

  /** The fields of the answer to a question of a browser, 204; empty for any other request. */
  public Optional<FieldList> preflight(RequestHead request) {
    boolean asked =
        request.method().equals("OPTIONS")
            && request.fields().has(FieldName.ORIGIN)
            && request.fields().has(REQUEST_METHOD);
    if (!asked) {
      return Optional.empty();
    }
    FieldList fields = FieldList.of();
    if (!anyOrigin) {
      fields.add(FieldName.VARY, "Origin");
    }
    allowed(request)
        .ifPresent(
            origin -> {
              fields.add(ALLOW_ORIGIN, origin);
              if (config.credentials()) {
                fields.add(ALLOW_CREDENTIALS, "true");
              }
              fields.add(ALLOW_METHODS, methods);
              headers(request).ifPresent(names -> fields.add(ALLOW_HEADERS, names));
              fields.add(MAX_AGE, Long.toString(config.maxAge().toSeconds()));
            });
    return Optional.of(fields);
  }

  // "*" would not count for authorization, nor with credentials, so the names are said again.
  private Optional<String> headers(RequestHead request) {
    if (config.requestHeaders().contains(ANY)) {
      return request.fields().first(REQUEST_HEADERS);
    }
    return requestHeaders.isEmpty() ? Optional.empty() : Optional.of(requestHeaders);
  }

  /** Changes the head of an answer. */
  public void apply(RequestHead request, HeadEdits answer) {
    answer.remove(ALLOW_ORIGIN).remove(ALLOW_CREDENTIALS).remove(EXPOSE_HEADERS);
    if (!anyOrigin) {
      // Also for a request without Origin: a cache may keep the answer for one with.
      answer.add(FieldName.VARY, "Origin");
    }
    allowed(request)
        .ifPresent(
            origin -> {
              answer.add(ALLOW_ORIGIN, origin);
              if (config.credentials()) {
                answer.add(ALLOW_CREDENTIALS, "true");
              }
              if (!exposed.isEmpty()) {
                answer.add(EXPOSE_HEADERS, exposed);
              }
            });
  }

  private Optional<String> allowed(RequestHead request) {
    if (anyOrigin) {
      return Optional.of(ANY);
    }
    return request.fields().first(FieldName.ORIGIN).filter(this::matches);
  }

  private boolean matches(String origin) {
    String lower = origin.toLowerCase(Locale.ROOT);
    for (String pattern : config.origins()) {
      int star = pattern.indexOf("*.");
      if (star < 0 ? lower.equals(pattern) : isBelow(lower, pattern, star)) {
        return true;
      }
    }
    return false;
  }

  // "https://*.example.com" allows one or more labels before ".example.com".
  private static boolean isBelow(String origin, String pattern, int star) {
    String scheme = pattern.substring(0, star);
    String suffix = pattern.substring(star + 1);
    int end = origin.length() - suffix.length();
    return end > scheme.length()
        && origin.startsWith(scheme)
        && origin.endsWith(suffix)
        && isName(origin, scheme.length(), end);
  }

  // Nothing that would end the host, or it could be any other's.
  private static boolean isName(String origin, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = origin.charAt(i);
      if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.')) {
        return false;
      }
    }
    return true;
  }
}
