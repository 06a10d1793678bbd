package dev.sluice.balancer.config;

import dev.sluice.balancer.config.ForwardConfig.Named;
import dev.sluice.balancer.config.ForwardConfig.Request;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a request must be like for a rule, beside its host and path. */
final class RequestConditions {

  private static final Format<String> METHOD =
      new Format<>("a method such as \"GET\"", RequestConditions::method);
  private static final Format<String> HEADER =
      new Format<>("the name of a header such as x-canary", RequestConditions::header);
  private static final Format<String> PARAMETER =
      new Format<>("the name of a parameter such as version", RequestConditions::parameter);
  private static final Format<String> CONTENT =
      new Format<>(
          "the value of a header such as \"1\", or \"*\" for any", RequestConditions::content);
  private static final Format<String> VALUE =
      new Format<>("a value such as \"1\", or \"*\" for any", text -> text);

  // They are the same to a reader, so one in other letters is a mistake.
  private static final List<String> KNOWN =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

  private RequestConditions() {}

  static Request read(TableReader table) {
    return new Request(
        ForwardReader.conditions(table, "method", METHOD),
        named(table, "header", HEADER, CONTENT),
        named(table, "query", PARAMETER, VALUE));
  }

  private static List<Named> named(
      TableReader table, String key, Format<String> name, Format<String> value) {
    Optional<Map<String, String>> found = table.named(key, name, value);
    if (found.isPresent() && found.get().isEmpty()) {
      table.reject(key, "empty", "at least one, or no " + key + " at all to match every one");
    }
    return found.orElse(Map.of()).entrySet().stream()
        .map(
            entry ->
                new Named(
                    entry.getKey(),
                    entry.getValue().equals("*")
                        ? Optional.empty()
                        : Optional.of(entry.getValue())))
        .toList();
  }

  // Letter case matters (RFC 9110 section 9.1).
  private static String method(String text) throws InvalidValue {
    String upper = text.toUpperCase(Locale.ROOT);
    if (!Tokens.isToken(text)) {
      throw new InvalidValue(Text.quote(text) + " is not a method");
    }
    if (upper.equals("CONNECT")) {
      throw new InvalidValue(Text.quote(text) + " is never forwarded");
    }
    if (KNOWN.contains(upper) && !text.equals(upper)) {
      throw new InvalidValue(Text.quote(text) + " is not in capital letters", Optional.of(upper));
    }
    return text;
  }

  private static String header(String text) throws InvalidValue {
    String lower = text.toLowerCase(Locale.ROOT);
    if (!Tokens.isToken(text)) {
      throw new InvalidValue(Text.quote(text) + " can't be the name of a header");
    }
    if (lower.equals("host")) {
      throw new InvalidValue("\"host\" has a key of its own beside header");
    }
    return lower;
  }

  private static String parameter(String text) throws InvalidValue {
    if (text.isEmpty()) {
      throw new InvalidValue("empty");
    }
    return text;
  }

  // RFC 9110 section 5.5; nothing else arrives.
  private static String content(String text) throws InvalidValue {
    if (text.chars().anyMatch(c -> c != '\t' && (c < ' ' || c > '~'))) {
      throw new InvalidValue(Text.quote(text) + " has a character that is not ASCII or invisible");
    }
    if (!text.strip().equals(text)) {
      throw new InvalidValue(
          Text.quote(text) + " has white space around it, as no value has",
          Optional.of(text.strip()));
    }
    return text;
  }
}
