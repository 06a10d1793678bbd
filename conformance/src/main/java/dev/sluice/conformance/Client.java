package dev.sluice.conformance;

import dev.sluice.conformance.message.Body;
import dev.sluice.conformance.message.Head;
import dev.sluice.conformance.message.Malformed;
import dev.sluice.conformance.message.StrictReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A connection to the proxy: sends exactly the bytes it is told to, reads strictly. */
final class Client implements AutoCloseable {

  private static final long GAP_NANOS = TimeUnit.MICROSECONDS.toNanos(400);

  private final Socket socket;
  private final Tap tap;
  private final StrictReader reader;
  private final Marker marker;
  private final StringBuilder sent = new StringBuilder();
  private final List<Answer> answers = new ArrayList<>();
  private String ending = "";

  Client(int port, Marker marker, int patienceMillis) throws IOException {
    this.marker = marker;
    this.socket = new Socket(InetAddress.getByName("127.0.0.1"), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(patienceMillis);
    this.tap = new Tap(socket.getInputStream());
    this.reader = new StrictReader(tap);
  }

  /** Sends a text with the markers filled in. */
  void send(String text) {
    String filled = marker.fill(text);
    sent.append(filled);
    try {
      socket.getOutputStream().write(filled.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException refusedAlready) {
      // Then the answer tells.
    }
  }

  /** Lets the other side read what was sent so far on its own. */
  void gap() {
    LockSupport.parkNanos(GAP_NANOS);
  }

  /** Sends a text in two parts. */
  void split(String text, int at) {
    String filled = marker.fill(text);
    send(filled.substring(0, at));
    gap();
    send(filled.substring(at));
  }

  /** Reads one final answer with what comes before it; keeps in mind how it failed, if it did. */
  Optional<Answer> answer(String method) {
    if (!ending.isEmpty()) {
      return Optional.empty();
    }
    try {
      List<Head> interim = new ArrayList<>();
      Optional<Head> head = reader.response();
      while (head.isPresent() && head.get().interim()) {
        interim.add(head.get());
        head = reader.response();
      }
      if (head.isEmpty()) {
        ending = "closed";
        return Optional.empty();
      }
      Body body = reader.body(head.get(), method);
      Answer answer = new Answer(interim, head.get(), body);
      answers.add(answer);
      return Optional.of(answer);
    } catch (IOException broken) {
      ending = why(broken);
      return Optional.empty();
    }
  }

  /** Reads one interim answer. */
  Optional<Head> interim() {
    try {
      return reader.response();
    } catch (IOException broken) {
      ending = why(broken);
      return Optional.empty();
    }
  }

  /** Waits until something can be read, or the connection has ended. */
  void untilHead() {
    try {
      tap.mark(1);
      if (tap.read() >= 0) {
        tap.reset();
        tap.unread();
      }
    } catch (IOException broken) {
      // The answer that is read next fails in the same way.
    }
  }

  /** Whether nothing has come so far that was not read. */
  boolean quiet() throws IOException {
    return tap.available() == 0;
  }

  /** Reads so many bytes. */
  String read(int bytes) {
    try {
      return new String(tap.readNBytes(bytes), StandardCharsets.ISO_8859_1);
    } catch (IOException broken) {
      ending = why(broken);
      return "";
    }
  }

  /** Waits for the end of the connection; what comes before it is only kept for the report. */
  void untilEnd() {
    try {
      if (ending.isEmpty()) {
        int more = tap.readAllBytes().length;
        ending = more == 0 ? "closed" : "closed after " + more + " bytes more";
      }
    } catch (IOException broken) {
      ending = why(broken);
    }
  }

  private static String why(IOException broken) {
    if (broken instanceof SocketTimeoutException) {
      return "silent";
    }
    return (broken instanceof Malformed ? "malformed: " : "broken off: ") + broken.getMessage();
  }

  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  List<Answer> answers() {
    return List.copyOf(answers);
  }

  /** Empty while the connection is open, as far as was read. */
  String ending() {
    return ending;
  }

  String sent() {
    return Escaped.of(sent.toString());
  }

  String seen() {
    return Escaped.of(tap.seen());
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException gone) {
      // That is what was wanted.
    }
  }
}
