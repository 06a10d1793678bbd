package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.http.head.BodyLength;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.head.Fields;
import dev.sluice.balancer.http.head.RequestHead;
import dev.sluice.balancer.http.head.Version;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The head of a request that came through Vert.x. */
record VertxRequestHead(
    String method, String target, Version version, boolean encrypted, String authority, Body body)
    implements RequestHead {

  /** What the head says of all that comes with it. */
  record Body(Fields fields, long length) {}

  /**
   * Reads it.
   *
   * @param ended whether nothing follows, as far as HTTP/2 tells
   * @return empty when it is malformed in a way that Vert.x lets pass
   */
  static Optional<VertxRequestHead> of(HttpServerRequest request, boolean ended) {
    Fields fields = new MultiMapFields(request.headers());
    String method = request.method().name();
    Version version = version(request.version());
    String authority;
    String target;
    if (version == Version.HTTP_2) {
      HostAndPort named = request.authority();
      authority = named == null ? "" : named.toString();
      target = request.method() == HttpMethod.CONNECT ? authority : request.uri();
    } else {
      List<String> hosts = fields.all(FieldName.HOST);
      if (hosts.size() > 1 || (hosts.isEmpty() && version != Version.HTTP_1_0)) {
        return Optional.empty();
      }
      String uri = request.uri();
      int start = authorityStart(uri);
      int end = start < 0 ? -1 : authorityEnd(uri, start);
      authority = start < 0 ? hosts.stream().findFirst().orElse("") : uri.substring(start, end);
      target = start < 0 ? uri : rooted(uri.substring(end));
      if (!authority.isEmpty() && HostAndPort.parseAuthority(authority, -1) == null) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new VertxRequestHead(
            method,
            target,
            version,
            request.connection().isSsl(),
            authority,
            new Body(fields, length(fields, version, ended))));
  }

  private static Version version(HttpVersion version) {
    return switch (version) {
      case HTTP_1_0 -> Version.HTTP_1_0;
      case HTTP_1_1 -> Version.HTTP_1_1;
      case HTTP_2 -> Version.HTTP_2;
    };
  }

  // RFC 9112, section 3.2.2: the authority of an absolute form replaces Host.
  private static int authorityStart(String uri) {
    String lower = uri.regionMatches(true, 0, "http", 0, 4) ? uri.toLowerCase(Locale.ROOT) : "";
    return lower.startsWith("http://") ? 7 : lower.startsWith("https://") ? 8 : -1;
  }

  private static int authorityEnd(String uri, int start) {
    int end = start;
    while (end < uri.length() && "/?#".indexOf(uri.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  private static String rooted(String rest) {
    return rest.startsWith("/") ? rest : "/" + rest;
  }

  private static long length(Fields fields, Version version, boolean ended) {
    if (version == Version.HTTP_2 && ended) {
      return BodyLength.NONE;
    }
    if (fields.has(FieldName.TRANSFER_ENCODING)) {
      return BodyLength.UNKNOWN;
    }
    long absent = version == Version.HTTP_2 ? BodyLength.UNKNOWN : BodyLength.NONE;
    // Netty has seen to it that it is one number.
    return fields.first(FieldName.CONTENT_LENGTH).map(Long::parseLong).orElse(absent);
  }

  @Override
  public String scheme() {
    return encrypted ? "https" : "http";
  }

  @Override
  public Fields fields() {
    return body.fields();
  }

  @Override
  public long length() {
    return body.length();
  }
}
