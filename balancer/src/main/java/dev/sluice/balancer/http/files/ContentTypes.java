package dev.sluice.balancer.http.files;

import io.vertx.core.http.MimeMapping;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Media types by file name. */
final class ContentTypes {

  static final String HTML = "text/html; charset=utf-8";

  private static final String UNKNOWN = "application/octet-stream";

  /** What the web uses and Vert.x's table does not have. */
  private static final Map<String, String> MORE =
      Map.of(
          "avif", "image/avif",
          "gz", "application/gzip",
          "jxl", "image/jxl",
          "map", "application/json",
          "md", "text/markdown",
          "opus", "audio/ogg",
          "webmanifest", "application/manifest+json");

  private ContentTypes() {}

  /** Text is taken to be UTF-8. */
  static String of(String fileName) {
    String type =
        Optional.ofNullable(MimeMapping.mimeTypeForFilename(fileName))
            .orElseGet(() -> MORE.getOrDefault(extension(fileName), UNKNOWN));
    return type.startsWith("text/") ? type + "; charset=utf-8" : type;
  }

  private static String extension(String fileName) {
    return fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
