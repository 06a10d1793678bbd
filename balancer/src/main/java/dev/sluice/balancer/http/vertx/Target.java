package dev.sluice.balancer.http.vertx;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a request asks for (RFC 9112 §3.2), checked.
 *
 * @param authority host and port as the client named them; empty when an HTTP/1.0 client named none
 * @param host lower case, without the port
 * @param uri origin form with the query, or {@code *}
 * @param path the part of it before the query
 */
record Target(String authority, String host, String uri, String path) {

  // A reg-name or an IPv4 address (percent-encoding left out), or an IPv6 address in brackets.
  private static final Pattern AUTHORITY =
      Pattern.compile("([A-Za-z0-9._~!$&'()*+;=-]+|\\[[0-9A-Fa-f:.]+])(?::[0-9]{0,5})?");

  /** Reads a request's target and host; empty when they are missing, repeated or malformed. */
  static Optional<Target> of(HttpServerRequest request) {
    List<String> hosts = request.headers().getAll(HttpHeaders.HOST);
    if (hosts.size() > 1 || (hosts.isEmpty() && request.version() != HttpVersion.HTTP_1_0)) {
      return Optional.empty();
    }
    String host = hosts.isEmpty() ? "" : hosts.get(0);
    if (!host.isEmpty() && !AUTHORITY.matcher(host).matches()) {
      return Optional.empty();
    }
    String uri = request.uri();
    if (uri.startsWith("/")) {
      return Optional.of(target(host, uri));
    }
    if (uri.equals("*") && request.method() == HttpMethod.OPTIONS) {
      return Optional.of(target(host, uri));
    }
    return absolute(uri);
  }

  // RFC 9112 §3.2.2: the target's authority then replaces the Host field.
  private static Optional<Target> absolute(String uri) {
    String lower = uri.toLowerCase(Locale.ROOT);
    int start = lower.startsWith("http://") ? 7 : lower.startsWith("https://") ? 8 : -1;
    if (start < 0) {
      return Optional.empty();
    }
    int end = start;
    while (end < uri.length() && "/?#".indexOf(uri.charAt(end)) < 0) {
      end++;
    }
    String authority = uri.substring(start, end);
    if (!AUTHORITY.matcher(authority).matches()) {
      return Optional.empty();
    }
    String rest = uri.substring(end);
    return Optional.of(target(authority, rest.startsWith("/") ? rest : "/" + rest));
  }

  private static Target target(String authority, String uri) {
    int query = uri.indexOf('?');
    return new Target(
        authority, bareHost(authority), uri, query < 0 ? uri : uri.substring(0, query));
  }

  private static String bareHost(String authority) {
    int end = authority.startsWith("[") ? authority.indexOf(']') + 1 : authority.indexOf(':');
    String host = end < 0 ? authority : authority.substring(0, end);
    // A name may be written with the dot of the root behind it.
    String bare = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    return bare.toLowerCase(Locale.ROOT);
  }
}
