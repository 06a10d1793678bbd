package dev.sluice.conformance.message;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Lines that end with CR LF, and with nothing else. */
final class Lines {

  private static final int LONGEST = 256 * 1024;
  private static final int DELETE = 0x7f;

  private final InputStream in;

  Lines(InputStream in) {
    this.in = in;
  }

  InputStream in() {
    return in;
  }

  int next() throws IOException {
    int next = in.read();
    if (next < 0) {
      throw new EOFException("the connection ended within a message");
    }
    return next;
  }

  byte[] exactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the connection ended after " + bytes.length + " of " + length);
    }
    return bytes;
  }

  String line() throws IOException {
    return lineFrom(next());
  }

  /** With the first byte read already. */
  String lineFrom(int first) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = first; next != '\r'; next = next()) {
      if (next == '\n') {
        throw new Malformed("9112 2.2", "a line that ends with a bare LF");
      }
      if ((next < ' ' && next != '\t') || next == DELETE) {
        throw new Malformed("9110 5.5", "control character " + next + " in a line");
      }
      if (line.length() == LONGEST) {
        throw new Malformed("9112 3", "a line without an end");
      }
      line.append((char) next);
    }
    if (next() != '\n') {
      throw new Malformed("9112 2.2", "a bare CR");
    }
    return line.toString();
  }
}
