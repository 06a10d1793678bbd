package dev.sluice.balancer.config;

import dev.sluice.balancer.config.HealthConfig.Http;
import io.netty.util.NetUtil;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code [pool.health]}. */
final class HealthReader {

  private static final List<String> HTTP_KEYS =
      List.of("path", "host", "method", "expect-status", "expect-body");

  static final Table TABLE =
      Table.of("pool.health", "type", "port", "interval", "jitter", "timeout", "rise", "fall")
          .including(Table.of("pool.health", HTTP_KEYS.toArray(String[]::new)));

  private static final String TCP = "tcp";
  private static final String HTTP = "http";
  private static final Format<String> TYPE = Format.oneOf(List.of(TCP, HTTP), id -> id);
  private static final DurationPair.Key TIMEOUT =
      new DurationPair.Key(
          "timeout",
          Durations.between(Duration.ofMillis(1), Duration.ofHours(1)),
          Duration.ofSeconds(1));
  private static final DurationPair.Key INTERVAL =
      new DurationPair.Key(
          "interval",
          Durations.between(Duration.ofMillis(10), Duration.ofHours(24)),
          Duration.ofSeconds(5));
  private static final Numbers JITTER = Numbers.between(0, 0.5);

  private static final Format<String> METHOD =
      Format.oneOf(List.of("GET", "HEAD", "OPTIONS", "POST"), name -> name);
  // RFC 3986 sections 3.3 and 3.4
  private static final Pattern PATH_AND_QUERY =
      Pattern.compile("/(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*");
  private static final Format<String> PATH =
      new Format<>(
          "a path such as \"/healthz\", with a query if need be", HealthReader::pathAndQuery);
  private static final Format<String> HOST =
      new Format<>(
          "a host such as \"example.com\", with a port if need be", HealthReader::hostHeader);
  private static final Format<List<StatusRange>> STATUS =
      new Format<>(
          "statuses such as \"200\", \"200-299\" or \"2xx\", several with commas between them",
          HealthReader::statuses);
  private static final int LONGEST_BODY_TEXT = 1024;
  private static final Format<String> BODY =
      new Format<>("a text of 1 to " + LONGEST_BODY_TEXT + " characters", HealthReader::bodyText);

  private HealthReader() {}

  static HealthConfig read(TableReader table) {
    Optional<String> type = table.value("type", TYPE);
    // of an unknown type, everything may be right
    String known = type.orElse(table.has("type") ? HTTP : TCP);
    Http http = http(table);
    if (known.equals(TCP)) {
      HTTP_KEYS.stream().filter(table::has).forEach(key -> rejectForTcp(table, key));
    }
    DurationPair times = DurationPair.read(table, TIMEOUT, INTERVAL);
    return new HealthConfig(
        new HealthConfig.Check(
            known.equals(HTTP) ? Optional.of(http) : Optional.empty(), port(table)),
        times.longer(),
        table.number("jitter", JITTER).orElse(HealthConfig.DEFAULT_JITTER),
        times.shorter(),
        table.integer("rise", 1, 1000).orElse(2),
        table.integer("fall", 1, 1000).orElse(3));
  }

  private static Optional<Integer> port(TableReader table) {
    Optional<Integer> port = table.integer("port", 1, 65535);
    // of a wrong one, nothing follows
    return port.isEmpty() && table.has("port") ? Optional.of(1) : port;
  }

  private static void rejectForTcp(TableReader table, String key) {
    table.rejectKey(
        key,
        Text.message(
            "not possible in a check of type tcp",
            "no " + key + ", or type = \"http\"",
            Optional.empty()));
  }

  private static Http http(TableReader table) {
    String method = table.value("method", METHOD).orElse("GET");
    Optional<List<StatusRange>> statuses =
        table
            .values("expect-status", STATUS)
            .map(lists -> lists.stream().flatMap(List::stream).toList());
    if (statuses.isPresent() && statuses.get().isEmpty()) {
      table.reject("expect-status", "empty", "at least one status");
    }
    Optional<String> body = table.value("expect-body", BODY);
    if (body.isPresent() && method.equals("HEAD")) {
      table.rejectKey(
          "expect-body",
          Text.message(
              "an answer to HEAD has no body",
              "no expect-body, or another method",
              Optional.empty()));
    }
    return new Http(
        method,
        table.value("path", PATH).orElse("/"),
        table.value("host", HOST),
        statuses.orElse(List.of(new StatusRange(200, 299))),
        body);
  }

  private static String pathAndQuery(String text) throws InvalidValue {
    if (!text.startsWith("/")) {
      throw new InvalidValue(
          Text.quote(text) + " does not begin with \"/\"", Optional.of("/" + text));
    }
    if (!PATH_AND_QUERY.matcher(text).matches()) {
      throw new InvalidValue(
          Text.quote(text) + " has a character that a path can't have (write it percent-encoded)");
    }
    return text;
  }

  private static String hostHeader(String text) throws InvalidValue {
    boolean bracketed = text.startsWith("[") && text.endsWith("]");
    if (HostNames.isValid(text) || (bracketed && NetUtil.isValidIpV6Address(text))) {
      return text;
    }
    try {
      Addresses.parse(text, 1);
      return text;
    } catch (InvalidValue e) {
      throw new InvalidValue(Text.quote(text) + " is not a host", e.suggestion());
    }
  }

  private static List<StatusRange> statuses(String text) throws InvalidValue {
    List<StatusRange> ranges = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      ranges.add(
          StatusRange.parse(part.strip())
              .orElseThrow(() -> new InvalidValue(Text.quote(part.strip()) + " is not a status")));
    }
    return ranges;
  }

  private static String bodyText(String text) throws InvalidValue {
    if (text.isEmpty()) {
      throw new InvalidValue("empty");
    }
    if (text.length() > LONGEST_BODY_TEXT) {
      throw new InvalidValue(Text.quote(text) + " is too long");
    }
    return text;
  }
}
