package dev.sluice.load.cli;

import dev.sluice.load.plan.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** What each request carries. */
final class MessageOptions {

  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\\t]]");
  private static final long LARGEST_BODY = 64L << 20;

  @Option(
      names = {"-m", "--method"},
      paramLabel = "METHOD",
      description = "HTTP method (default: GET, POST with --body).")
  private String method;

  @Option(
      names = {"-H", "--header"},
      paramLabel = "'K: V'",
      description = "A request header; repeatable.")
  private List<String> headers = List.of();

  @Option(
      names = "--body",
      paramLabel = "TEXT|@FILE",
      description = "The body, or the text that tcp and ws send (default there: Hello).")
  private String body;

  Message message() {
    String verb = method != null ? method : body == null ? "GET" : "POST";
    if (!TOKEN.matcher(verb).matches()) {
      throw new IllegalArgumentException("--method: \"" + verb + "\" is not a method");
    }
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    headers.forEach(header -> fields.add(header(header)));
    return new Message(verb, fields, Optional.ofNullable(body).map(MessageOptions::bytes));
  }

  private static Map.Entry<String, String> header(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? "" : text.substring(0, colon).strip();
    String value = text.substring(colon + 1).strip();
    if (!TOKEN.matcher(name).matches() || CONTROL.matcher(value).find()) {
      throw new IllegalArgumentException(
          "--header: \"" + text + "\" is not a header; use 'Name: value'");
    }
    return Map.entry(name, value);
  }

  private static byte[] bytes(String text) {
    if (!text.startsWith("@")) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    Path file = Path.of(text.substring(1));
    try {
      if (Files.size(file) > LARGEST_BODY) {
        throw new IllegalArgumentException("--body: " + file + " is larger than 64 MiB");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IllegalArgumentException("--body: cannot read " + file);
    }
  }
}
