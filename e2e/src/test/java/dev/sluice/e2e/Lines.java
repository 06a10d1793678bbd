package dev.sluice.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The lines that a process prints, read as they come; beyond a bound the oldest are dropped. */
final class Lines {

  private static final int MOST = 50_000;

  private final Deque<String> lines = new ArrayDeque<>();
  private boolean leaked;
  private boolean ended;

  static Lines of(InputStream in) {
    Lines lines = new Lines();
    Thread reader = new Thread(() -> lines.read(in), "lines");
    reader.setDaemon(true);
    reader.start();
    return lines;
  }

  private void read(InputStream in) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        add(line);
      }
    } catch (IOException killed) {
      // then that was the last line
    } finally {
      end();
    }
  }

  private synchronized void add(String line) {
    // Netty's word for a buffer that was lost; kept even when the line itself is dropped.
    leaked |= line.contains("LEAK:");
    if (lines.size() == MOST) {
      lines.removeFirst();
    }
    lines.addLast(line);
  }

  private synchronized void end() {
    ended = true;
  }

  synchronized boolean leaked() {
    return leaked;
  }

  /** Whether the process has closed the stream and everything is here. */
  synchronized boolean ended() {
    return ended;
  }

  synchronized List<String> all() {
    return List.copyOf(lines);
  }

  synchronized List<String> matching(Predicate<String> condition) {
    return lines.stream().filter(condition).toList();
  }

  /** Waits for a line with this text in it. */
  String await(String text) {
    return Await.found(
        "a line with \"" + text + "\"; there are " + all(), () -> first(l -> l.contains(text)));
  }

  private synchronized Optional<String> first(Predicate<String> condition) {
    return lines.stream().filter(condition).findFirst();
  }

  @Override
  public String toString() {
    return String.join("\n", all());
  }
}
