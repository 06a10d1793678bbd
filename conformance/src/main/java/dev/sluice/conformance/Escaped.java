package dev.sluice.conformance;

import java.nio.charset.StandardCharsets;

/** Bytes made readable: each line of a message on a line of its own, and nothing hidden. */
final class Escaped {

  private static final int MOST = 2000;

  private Escaped() {}

  static String of(byte[] bytes) {
    return of(new String(bytes, StandardCharsets.ISO_8859_1));
  }

  /** The same on one line. */
  static String line(Object text) {
    return of(text.toString()).replace("\n", "");
  }

  static String of(String bytes) {
    StringBuilder text = new StringBuilder();
    int shown = Math.min(bytes.length(), MOST);
    for (int i = 0; i < shown; i++) {
      char next = bytes.charAt(i);
      switch (next) {
        case '\r' -> text.append("\\r");
        case '\n' -> text.append("\\n\n");
        case '\t' -> text.append("\\t");
        case '\\' -> text.append("\\\\");
        default ->
            text.append(next < ' ' || next > '~' ? "\\x%02x".formatted((int) next) : "" + next);
      }
    }
    if (shown < bytes.length()) {
      text.append("… (").append(bytes.length()).append(" bytes)");
    }
    return text.toString();
  }
}
