package dev.sluice.vertx.config.toml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The text of a valid document: turns positions into offsets, and finds keys and values there.
 * Quick where asked in the order of the text; for one thread.
 */
final class SourceText {

  /** Where each part of a dotted key begins, and where the value does (or the header ends). */
  record DottedKey(List<Position> parts, Position value) {}

  private final String text;
  private final int[] lines;
  private Position last = new Position(1, 1);
  private int lastOffset;

  SourceText(String text) {
    this.text = text;
    int[] starts = new int[16];
    int count = 1;
    for (int lf = text.indexOf('\n'); lf >= 0; lf = text.indexOf('\n', lf + 1)) {
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, count * 2);
      }
      starts[count++] = lf + 1;
    }
    this.lines = Arrays.copyOf(starts, count);
  }

  boolean isHeader(Position at) {
    return text.charAt(offset(at)) == '[';
  }

  /** Reads the key of a {@code key = value} or of a header, whichever begins there. */
  DottedKey keyAt(Position at) {
    List<Position> parts = new ArrayList<>();
    int i = offset(at);
    while (text.charAt(i) == '[') {
      i++;
    }
    i = skipBlanks(i);
    while (true) {
      parts.add(position(at, i));
      i = skipBlanks(skipKey(i));
      if (text.charAt(i) != '.') {
        return new DottedKey(parts, position(at, skipBlanks(i + 1)));
      }
      i = skipBlanks(i + 1);
    }
  }

  private int skipKey(int i) {
    char quote = text.charAt(i);
    if (quote != '"' && quote != '\'') {
      while (isBare(text.charAt(i))) {
        i++;
      }
      return i;
    }
    i++;
    while (text.charAt(i) != quote) {
      i += quote == '"' && text.charAt(i) == '\\' ? 2 : 1;
    }
    return i + 1;
  }

  private int skipBlanks(int i) {
    while (i < text.length() && (text.charAt(i) == ' ' || text.charAt(i) == '\t')) {
      i++;
    }
    return i;
  }

  /** Goes on from the last place if it can: from the start of a long line each time takes ages. */
  private int offset(Position at) {
    boolean ahead = at.line() == last.line() && at.column() >= last.column();
    int from = ahead ? lastOffset : lines[at.line() - 1];
    int fromColumn = ahead ? last.column() : 1;
    lastOffset = text.offsetByCodePoints(from, at.column() - fromColumn);
    last = at;
    return lastOffset;
  }

  /** The position of an offset that is on the line of {@code start} and not before it. */
  private Position position(Position start, int offset) {
    return new Position(start.line(), start.column() + text.codePointCount(offset(start), offset));
  }

  static boolean isBare(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '_'
        || c == '-';
  }
}
