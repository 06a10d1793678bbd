package dev.sluice.balancer.http.h1;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A reader of requests that shares nothing with the codec: slow, on the whole text at once, by
 * regular expressions straight from the grammar of RFC 9112. The other opinion in the tests.
 */
final class NaiveReader {

  /** What it read. */
  record Message(String method, String target, List<String> fields, String body) {}

  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final String LINE = TOKEN + " [\\x21-\\x7E]+ HTTP/1\\.[01]";
  private static final String FIELD = TOKEN + ":[\\t\\x20-\\x7E\\x80-\\xFF]*";

  private final String text;
  private int at;

  private NaiveReader(String text) {
    this.text = text;
  }

  /**
   * All of a text, which must be messages and nothing else.
   *
   * @throws IllegalArgumentException if it isn't
   */
  static List<Message> read(String text) {
    NaiveReader reader = new NaiveReader(text);
    List<Message> messages = new ArrayList<>();
    while (reader.at < text.length()) {
      messages.add(reader.message());
    }
    return messages;
  }

  private Message message() {
    String line = line();
    require(line.matches(LINE), line);
    String[] parts = line.split(" ");
    List<String> fields = fields();
    return new Message(parts[0], parts[1], fields, body(fields));
  }

  private List<String> fields() {
    List<String> fields = new ArrayList<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      require(line.matches(FIELD), line);
      int colon = line.indexOf(':');
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      fields.add(name + "=" + line.substring(colon + 1).replaceAll("^[ \\t]+|[ \\t]+$", ""));
    }
    return fields;
  }

  private String body(List<String> fields) {
    require(values(fields, "host").size() == 1, "Host");
    List<String> lengths = values(fields, "content-length");
    List<String> codings = values(fields, "transfer-encoding");
    require(lengths.size() + codings.size() <= 1, "framing");
    if (!lengths.isEmpty()) {
      require(lengths.get(0).matches("[0-9]+"), "length");
      return bytes(Integer.parseInt(lengths.get(0)));
    }
    if (codings.isEmpty()) {
      return "";
    }
    require(codings.get(0).equalsIgnoreCase("chunked"), "coding");
    StringBuilder body = new StringBuilder();
    while (true) {
      String size = line();
      require(size.matches("[0-9A-Fa-f]+"), "chunk size " + size);
      int count = Integer.parseInt(size, 16);
      if (count == 0) {
        return body.append(fields()).toString();
      }
      body.append(bytes(count));
      require(line().isEmpty(), "end of a chunk");
    }
  }

  private static List<String> values(List<String> fields, String name) {
    return fields.stream()
        .filter(field -> field.startsWith(name + "="))
        .map(field -> field.substring(name.length() + 1))
        .toList();
  }

  private String line() {
    int end = text.indexOf("\r\n", at);
    require(end >= 0, "an end of the line");
    String line = text.substring(at, end);
    at = end + 2;
    return line;
  }

  private String bytes(int count) {
    require(text.length() - at >= count, "the whole body");
    at += count;
    return text.substring(at - count, at);
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException(what);
    }
  }
}
