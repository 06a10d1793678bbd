package dev.sluice.backend;

import io.vertx.core.http.HttpVersion;

/** Protocol versions as they are written in the RFCs. */
final class Protocols {

  private Protocols() {}

  static String name(HttpVersion version) {
    return switch (version) {
      case HTTP_1_0 -> "HTTP/1.0";
      case HTTP_1_1 -> "HTTP/1.1";
      case HTTP_2 -> "HTTP/2";
    };
  }
}
