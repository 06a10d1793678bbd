package dev.sluice.balancer.config;

import java.util.List;
import java.util.Locale;

/**
 * Compression of answers that are not compressed yet.
 *
 * @param codings in order of preference among those that a client likes equally, at least one
 * @param types media types, in lower case; {@code text/*} for all of a kind
 * @param minimum bytes of a body of known length that is worth it
 */
public record CompressConfig(List<Coding> codings, List<String> types, int minimum) {

  /** A content coding (RFC 9110, section 8.4.1). */
  public enum Coding {
    /** Brotli (RFC 7932). */
    BR,
    /** Zstandard (RFC 8878). */
    ZSTD,
    /** RFC 1952. */
    GZIP;

    /** The name used in messages and configurations. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** All codings, for text in its many forms from 1 KiB on. */
  public static final CompressConfig DEFAULT =
      new CompressConfig(
          List.of(Coding.values()),
          List.of(
              "text/*",
              "application/json",
              "application/javascript",
              "application/xml",
              "application/xhtml+xml",
              "application/rss+xml",
              "application/atom+xml",
              "application/problem+json",
              "application/manifest+json",
              "application/wasm",
              "image/svg+xml"),
          1024);

  /** Takes copies. */
  public CompressConfig {
    codings = List.copyOf(codings);
    types = List.copyOf(types);
  }
}
