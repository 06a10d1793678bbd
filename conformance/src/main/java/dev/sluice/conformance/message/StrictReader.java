package dev.sluice.conformance.message;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads HTTP/1.x byte by byte, as the grammar of RFC 9110 and RFC 9112 has it, and takes nothing
 * else. Made to be obvious, not fast, and without a line in common with what it judges. What may be
 * read in two ways is malformed. For one thread.
 */
public final class StrictReader {

  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final String QUOTED =
      "\"(?:[\\t !#-\\[\\]-~\\x80-\\xff]|\\\\[\\t -~\\x80-\\xff])*\"";
  private static final Pattern REQUEST_LINE = Pattern.compile(TOKEN + " [!-~]+ HTTP/1\\.[01]");
  private static final Pattern STATUS_LINE =
      Pattern.compile("HTTP/1\\.[01] [1-5][0-9]{2} [\\t -~\\x80-\\xff]*");
  private static final Pattern FIELD = Pattern.compile("(" + TOKEN + "):(.*)");
  private static final Pattern HOST =
      Pattern.compile("(?:\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._~!$&'()*+,;=%-]*)(?::[0-9]*)?");
  private static final Pattern CHUNK =
      Pattern.compile(
          "0*([0-9A-Fa-f]{1,8})((?:[ \\t]*;[ \\t]*%s(?:[ \\t]*=[ \\t]*(?:%s|%s))?)*)"
              .formatted(TOKEN, TOKEN, QUOTED));
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,9}");
  private static final List<String> NEVER_TRAILERS =
      List.of("transfer-encoding", "content-length", "host");
  private static final int MOST_FIELDS = 10_000;
  private static final int LONGEST = 64 * 1024 * 1024;
  private static final int LONGEST_CHUNK_LINE = 2048;

  private final Lines lines;
  private final List<String> neverTrailers;

  /** Reads no further than the messages it is asked for. */
  public StrictReader(InputStream in) {
    this(in, NEVER_TRAILERS);
  }

  private StrictReader(InputStream in, List<String> neverTrailers) {
    this.lines = new Lines(in);
    this.neverTrailers = neverTrailers;
  }

  /** For what comes to an intermediary, which may drop trailers that nobody should send. */
  public static StrictReader beforeIntermediary(InputStream in) {
    return new StrictReader(in, List.of());
  }

  /**
   * Blocks until a request's head is there.
   *
   * @return nothing if the connection ended before its first byte
   * @throws Malformed if it is none
   * @throws java.io.EOFException if it ends too early
   */
  public Optional<Head> request() throws IOException {
    Optional<Head> head = head();
    if (head.isPresent()) {
      check(head.get());
    }
    return head;
  }

  /** The same for a response. */
  public Optional<Head> response() throws IOException {
    Optional<Head> head = head();
    if (head.isPresent() && !STATUS_LINE.matcher(head.get().start()).matches()) {
      throw new Malformed("9112 4", "no status line: " + head.get().start());
    }
    return head;
  }

  private Optional<Head> head() throws IOException {
    int first = lines.in().read();
    if (first < 0) {
      return Optional.empty();
    }
    return Optional.of(new Head(lines.lineFrom(first), fields()));
  }

  private List<Field> fields() throws IOException {
    List<Field> fields = new ArrayList<>();
    for (String line = lines.line(); !line.isEmpty(); line = lines.line()) {
      var parts = FIELD.matcher(line);
      if (!parts.matches()) {
        throw new Malformed("9112 5", "no field: " + line);
      }
      if (fields.size() == MOST_FIELDS) {
        throw new Malformed("9110 5.4", "fields without an end");
      }
      fields.add(new Field(parts.group(1), parts.group(2).replaceAll("^[ \\t]+|[ \\t]+$", "")));
    }
    return fields;
  }

  private static void check(Head head) throws Malformed {
    if (!REQUEST_LINE.matcher(head.start()).matches()) {
      throw new Malformed("9112 3", "no request line: " + head.start());
    }
    checkTarget(head);
    List<String> hosts = head.values("host");
    if (hosts.size() > 1 || (hosts.isEmpty() && head.current())) {
      throw new Malformed("9112 3.2", hosts.size() + " times Host");
    }
    if (!hosts.isEmpty() && !HOST.matcher(hosts.get(0)).matches()) {
      throw new Malformed("9112 3.2", "Host: " + hosts.get(0));
    }
    checkFraming(head);
  }

  private static void checkTarget(Head head) throws Malformed {
    String target = head.target();
    boolean fits =
        target.startsWith("/")
            || target.matches("(?i)https?://[^/?#@]+(?:[/?].*)?")
            || (target.equals("*") && head.method().equals("OPTIONS"))
            || (head.method().equals("CONNECT") && target.matches("[^/?#@]+:[0-9]+"));
    if (!fits || target.contains("#")) {
      throw new Malformed("9112 3.2", "target " + target);
    }
  }

  private static void checkFraming(Head head) throws Malformed {
    List<String> codings = head.values("transfer-encoding");
    List<String> lengths = head.values("content-length");
    if (!codings.isEmpty()) {
      if (codings.size() > 1 || !codings.get(0).equalsIgnoreCase("chunked")) {
        throw new Malformed("9112 6.1", "transfer codings " + codings);
      }
      if (!lengths.isEmpty()) {
        throw new Malformed("9112 6.1", "Content-Length with Transfer-Encoding");
      }
      if (!head.current()) {
        throw new Malformed("9112 6.1", "Transfer-Encoding in HTTP/1.0");
      }
    }
    if (lengths.size() > 1 || !lengths.stream().allMatch(l -> LENGTH.matcher(l).matches())) {
      throw new Malformed("9112 6.3", "lengths " + lengths);
    }
  }

  /** Blocks until the body of a request is there. */
  public Body body(Head request) throws IOException {
    return framed(request).orElse(Body.NONE);
  }

  /** Blocks until the body of an answer to a request with that method is there. */
  public Body body(Head response, String method) throws IOException {
    checkFraming(response);
    int status = response.status();
    boolean none = method.equals("HEAD") || status < 200 || status == 204 || status == 304;
    if (none) {
      return Body.NONE;
    }
    Optional<Body> framed = framed(response);
    return framed.isPresent() ? framed.get() : Body.plain(lines.in().readAllBytes());
  }

  private Optional<Body> framed(Head head) throws IOException {
    if (!head.values("transfer-encoding").isEmpty()) {
      return Optional.of(chunks());
    }
    List<String> lengths = head.values("content-length");
    return lengths.isEmpty()
        ? Optional.empty()
        : Optional.of(Body.plain(lines.exactly(bounded(Integer.parseInt(lengths.get(0))))));
  }

  private Body chunks() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    List<String> extensions = new ArrayList<>();
    for (int size = chunkSize(extensions); size > 0; size = chunkSize(extensions)) {
      bytes.write(lines.exactly(size));
      if (lines.next() != '\r' || lines.next() != '\n') {
        throw new Malformed("9112 7.1", "a chunk that is not as long as it says");
      }
    }
    List<Field> trailers = fields();
    for (Field trailer : trailers) {
      if (neverTrailers.stream().anyMatch(trailer::is)) {
        throw new Malformed("9110 6.5.1", trailer.name() + " as a trailer");
      }
    }
    return new Body(bytes.toByteArray(), true, extensions, trailers);
  }

  private int chunkSize(List<String> extensions) throws IOException {
    String line = lines.line();
    var parts = CHUNK.matcher(line);
    if (line.length() > LONGEST_CHUNK_LINE || !parts.matches()) {
      throw new Malformed("9112 7.1", "chunk size " + line);
    }
    if (!parts.group(2).isEmpty()) {
      extensions.add(parts.group(2).strip());
    }
    return bounded(Long.parseLong(parts.group(1), 16));
  }

  private static int bounded(long length) throws Malformed {
    if (length > LONGEST) {
      throw new Malformed("9110 8.6", "a length beyond reason: " + length);
    }
    return (int) length;
  }
}
