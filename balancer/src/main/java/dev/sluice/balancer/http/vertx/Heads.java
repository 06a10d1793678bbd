package dev.sluice.balancer.http.vertx;

import dev.sluice.balancer.config.ListenConfig.Trust;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What an intermediary changes in the heads it passes on: hop-by-hop fields go (RFC 9110 §7.6.1),
 * {@code Via} (§7.6.3) and the {@link ForwardedFields} come.
 */
final class Heads {

  static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");

  private static final CharSequence VIA = HttpHeaders.createOptimized("via");
  private static final CharSequence TE = HttpHeaders.createOptimized("te");
  private static final CharSequence UPGRADE = HttpHeaders.UPGRADE;

  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "transfer-encoding",
          "upgrade");

  // Frames the message on every hop: Connection must not name it (RFC 9110 §7.6.1), and can't take
  // it away.
  private static final String LENGTH = "content-length";

  private Heads() {}

  /** Copies what goes on from one side to the other. */
  static void copyEndToEnd(MultiMap from, MultiMap to) {
    Set<String> named = connectionOptions(from);
    for (Map.Entry<String, String> field : from) {
      String name = field.getKey().toLowerCase(Locale.ROOT);
      if (!HOP_BY_HOP.contains(name) && (!named.contains(name) || name.equals(LENGTH))) {
        to.add(field.getKey(), field.getValue());
      }
    }
  }

  /** The lower-case options of all {@code Connection} fields. */
  static Set<String> connectionOptions(MultiMap headers) {
    List<String> fields = headers.getAll(HttpHeaders.CONNECTION);
    if (fields.isEmpty()) {
      return Set.of();
    }
    Set<String> options = new HashSet<>();
    for (String field : fields) {
      for (String option : field.split(",")) {
        options.add(option.strip().toLowerCase(Locale.ROOT));
      }
    }
    return options;
  }

  /**
   * Fills the head for the backend.
   *
   * @param trust in what clients say of those before them
   */
  static void forward(
      HttpServerRequest request, Target target, String requestId, Trust trust, MultiMap to) {
    MultiMap from = request.headers();
    copyEndToEnd(from, to);
    if (AsciiString.contentEqualsIgnoreCase("trailers", from.get(TE))) {
      // The one transfer coding that is passed on: gRPC asks for it.
      to.set(TE, "trailers");
      to.set(HttpHeaders.CONNECTION, "te");
    }
    if (target.authority().isEmpty()) {
      // An HTTP/1.0 client without a Host: the backend is told its own address.
      to.remove(HttpHeaders.HOST);
    } else {
      to.set(HttpHeaders.HOST, target.authority());
    }
    ForwardedFields.fill(request, target.authority(), trust, to);
    to.set(REQUEST_ID, requestId);
    via(request.version(), to);
  }

  /** Adds ourselves behind those that the message came through before. */
  static void via(HttpVersion version, MultiMap headers) {
    String number = version == HttpVersion.HTTP_1_0 ? "1.0" : "1.1";
    headers.add(VIA, number + " sluice");
  }

  /** Whether a request without a body wants to leave HTTP (RFC 9110 §7.8). */
  static boolean asksForUpgrade(HttpServerRequest request) {
    String protocol = request.getHeader(UPGRADE);
    return request.method() == HttpMethod.GET
        && protocol != null
        && connectionOptions(request.headers()).contains("upgrade")
        // HTTP/2 is a matter between the client and us, not with the backend.
        && !protocol.toLowerCase(Locale.ROOT).startsWith("h2c");
  }

  /** Fills the head of the answer that leaves HTTP. */
  static void switchProtocols(HttpServerRequest request, HttpClientResponse answer) {
    MultiMap to = request.response().setStatusCode(101).headers();
    copyEndToEnd(answer.headers(), to);
    to.set(HttpHeaders.CONNECTION, "Upgrade");
    to.set(UPGRADE.toString(), answer.headers().getAll(UPGRADE));
    // Vert.x looks for exactly this value before it lets a connection go.
    request.headers().set(HttpHeaders.CONNECTION, "Upgrade");
  }

  /** Asks for an upgrade on the next hop too. */
  static void upgrade(HttpServerRequest request, MultiMap to) {
    to.set(HttpHeaders.CONNECTION, "Upgrade");
    to.set(UPGRADE, request.getHeader(UPGRADE));
  }
}
