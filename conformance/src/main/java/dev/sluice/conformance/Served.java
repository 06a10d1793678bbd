package dev.sluice.conformance;

import dev.sluice.conformance.message.Head;
import java.io.IOException;

/** The backend's side of one request. */
interface Served {

  Head head();

  /** Reads what is left of it. */
  void body() throws IOException;

  /** Answers; {@code {m}} becomes the marker. */
  void send(String text) throws IOException;

  /** Reads so many bytes behind the request. */
  String read(int bytes) throws IOException;

  /** Waits until the test lets it go on. */
  void await() throws IOException;

  /** FIN, once it returns. */
  void close() throws IOException;

  /** RST. */
  void reset() throws IOException;

  /** Waits for the proxy to end the connection, and reads what it says until then. */
  void untilEnd() throws IOException;
}
