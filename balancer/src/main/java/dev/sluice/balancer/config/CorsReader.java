package dev.sluice.balancer.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads the {@code cors} of a rule. */
final class CorsReader {

  static final Table TABLE =
      Table.of(
          "server.forward.cors",
          "origins",
          "methods",
          "request-headers",
          "expose-headers",
          "credentials",
          "max-age");

  private static final String ANY = "*";
  private static final Pattern ORIGIN =
      Pattern.compile(
          "[a-z][a-z0-9+.-]*://(?:\\*\\.)?(?:[a-z0-9.-]+|\\[[0-9a-f:.]+])(?::[0-9]{1,5})?");
  private static final Format<String> ORIGINS =
      new Format<>(
          "an origin such as \"https://app.example.com\" or \"https://*.example.com\", or \"*\"",
          CorsReader::origin);
  private static final Format<String> METHOD =
      new Format<>("a method such as \"PUT\"", CorsReader::method);
  private static final Format<String> NAME =
      new Format<>("the name of a field such as \"x-env\"", CorsReader::name);
  private static final Format<Duration> MAX_AGE =
      Durations.between(Duration.ZERO, Duration.ofHours(24));

  private CorsReader() {}

  static CorsConfig read(TableReader table) {
    if (!table.has("origins")) {
      table.missing("origins", ORIGINS.expected());
    }
    table.rejectEmpty("origins", "at least one, or no cors");
    List<String> origins = table.values("origins", ORIGINS).orElse(List.of());
    boolean credentials = table.flag("credentials").orElse(false);
    if (credentials && origins.contains(ANY)) {
      table.reject(
          "credentials",
          "not possible with any origin: every site could act for its visitors",
          "false, or origins by name");
    }
    return new CorsConfig(
        origins,
        table.values("methods", METHOD).orElse(List.of()),
        table.values("request-headers", NAME).orElse(List.of()),
        table.values("expose-headers", NAME).orElse(List.of()),
        credentials,
        table.value("max-age", MAX_AGE).orElse(Duration.ofSeconds(5)));
  }

  private static String origin(String text) throws InvalidValue {
    String lower = text.toLowerCase(Locale.ROOT);
    if (!text.equals(ANY) && !ORIGIN.matcher(lower).matches()) {
      throw new InvalidValue(Text.quote(text) + " is not an origin");
    }
    return lower;
  }

  private static String method(String text) throws InvalidValue {
    if (!Tokens.isToken(text)) {
      throw new InvalidValue(Text.quote(text) + " is not a method");
    }
    return text;
  }

  private static String name(String text) throws InvalidValue {
    if (!Tokens.isToken(text)) {
      throw new InvalidValue(Text.quote(text) + " is not the name of a field");
    }
    return text.toLowerCase(Locale.ROOT);
  }
}
