package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.Reason;

/**
 * Checks the extensions of a chunk (RFC 9112, section 7.1.1), byte by byte: whoever reads them less
 * strictly than another may find the end of the line elsewhere.
 */
final class ChunkExtension {

  private enum State {
    BEFORE_NAME,
    NAME,
    BEHIND_NAME,
    BEFORE_VALUE,
    VALUE,
    QUOTED,
    ESCAPED,
    QUOTED_END,
    BEHIND_VALUE,
    END
  }

  private final Reason reason;
  private State state = State.BEFORE_NAME;

  /**
   * @param reason of what is wrong
   */
  ChunkExtension(Reason reason) {
    this.reason = reason;
  }

  /** A semicolon has begun the first one. */
  void begin() {
    state = State.BEFORE_NAME;
  }

  /**
   * Takes the next byte.
   *
   * @return whether it was the CR behind the last one
   */
  boolean take(byte b) throws Malformed {
    state =
        switch (state) {
          case BEFORE_NAME -> Ascii.blank(b) ? state : token(b, State.NAME);
          case NAME -> Ascii.token(b) ? state : behindName(b);
          case BEHIND_NAME -> b == '\r' ? refuse(b) : behindName(b);
          case BEFORE_VALUE -> beforeValue(b);
          case VALUE -> Ascii.token(b) ? state : behindValue(b);
          case QUOTED_END -> behindValue(b);
          case BEHIND_VALUE -> b == '\r' ? refuse(b) : behindValue(b);
          case QUOTED -> quoted(b);
          case ESCAPED -> control(b) ? refuse(b) : State.QUOTED;
          case END -> throw new IllegalStateException();
        };
    return state == State.END;
  }

  private State behindName(byte b) throws Malformed {
    return b == '=' ? State.BEFORE_VALUE : next(b, State.BEHIND_NAME);
  }

  private State behindValue(byte b) throws Malformed {
    return next(b, State.BEHIND_VALUE);
  }

  private State next(byte b, State behind) throws Malformed {
    return switch (b) {
      case ';' -> State.BEFORE_NAME;
      case '\r' -> State.END;
      default -> Ascii.blank(b) ? behind : refuse(b);
    };
  }

  private State beforeValue(byte b) throws Malformed {
    if (Ascii.blank(b)) {
      return state;
    }
    return b == '"' ? State.QUOTED : token(b, State.VALUE);
  }

  private State quoted(byte b) throws Malformed {
    return switch (b) {
      case '"' -> State.QUOTED_END;
      case '\\' -> State.ESCAPED;
      default -> control(b) ? refuse(b) : state;
    };
  }

  private State token(byte b, State then) throws Malformed {
    return Ascii.token(b) ? then : refuse(b);
  }

  private static boolean control(byte b) {
    return (b >= 0 && b < ' ' && b != '\t') || b == 0x7F;
  }

  private State refuse(byte b) throws Malformed {
    throw Malformed.at(reason, b, "in the extension of a chunk");
  }
}
