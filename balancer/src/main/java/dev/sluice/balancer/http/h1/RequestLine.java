package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.Reason;
import dev.sluice.balancer.http.head.Version;

/** Finds the parts of a request line (RFC 9112, section 3), behind a few empty lines. */
final class RequestLine implements HeadBytes.Scanner {

  private static final int MAX_EMPTY = 4;
  private static final int MAX_METHOD = 32;

  private enum State {
    BEFORE,
    EMPTY,
    METHOD,
    TARGET,
    VERSION,
    END,
    DONE
  }

  private State state = State.BEFORE;
  private int empty;
  private int methodStart;
  private int methodEnd;
  private int targetEnd;
  private Version version = Version.HTTP_1_1;

  /** For the next one. */
  void clear() {
    state = State.BEFORE;
    empty = 0;
  }

  /** Whether more than empty lines has come. */
  boolean begun() {
    return state.compareTo(State.METHOD) >= 0;
  }

  /** Whether all of it has come. */
  boolean done() {
    return state == State.DONE;
  }

  int methodStart() {
    return methodStart;
  }

  int methodEnd() {
    return methodEnd;
  }

  int targetStart() {
    return methodEnd + 1;
  }

  int targetEnd() {
    return targetEnd;
  }

  Version version() {
    return version;
  }

  @Override
  public boolean scan(HeadBytes head) throws Malformed {
    byte[] bytes = head.bytes();
    int limit = head.limit();
    int i = head.at();
    while (i < limit && state != State.DONE) {
      switch (state) {
        case BEFORE -> {
          if (bytes[i] == '\r') {
            i++;
            state = State.EMPTY;
          } else {
            methodStart = i;
            state = State.METHOD;
          }
        }
        case EMPTY -> {
          if (bytes[i++] != '\n' || ++empty > MAX_EMPTY) {
            throw bad("a bare CR or too many empty lines before the request line");
          }
          state = State.BEFORE;
        }
        case METHOD -> {
          i = Ascii.tokenEnd(bytes, i, limit);
          checkMethod(bytes, i, limit);
          if (i < limit) {
            methodEnd = i++;
            state = State.TARGET;
          }
        }
        case TARGET -> {
          while (i < limit && visible(bytes[i])) {
            i++;
          }
          if (i < limit) {
            checkTarget(bytes, i);
            targetEnd = i++;
            state = State.VERSION;
          }
        }
        case VERSION -> {
          while (i < limit && visible(bytes[i])) {
            i++;
          }
          if (i < limit || i - targetEnd > Versions.LENGTH + 1) {
            version = version(bytes, i++);
            state = State.END;
          }
        }
        case END -> {
          if (bytes[i++] != '\n') {
            throw bad("a bare CR in the request line");
          }
          state = State.DONE;
        }
        case DONE -> throw new IllegalStateException();
      }
    }
    head.at(i);
    return state == State.DONE;
  }

  private void checkMethod(byte[] bytes, int end, int limit) throws Malformed {
    if (end - methodStart > MAX_METHOD) {
      throw new Malformed(Reason.NOT_IMPLEMENTED, "a method of more than 32 characters");
    }
    if (end < limit && (bytes[end] != ' ' || end == methodStart)) {
      throw Malformed.at(Reason.BAD_REQUEST, bytes[end], "in the method");
    }
  }

  private void checkTarget(byte[] bytes, int end) throws Malformed {
    if (bytes[end] == '\r') {
      throw bad("a request line without a version");
    }
    if (bytes[end] != ' ') {
      throw Malformed.at(Reason.BAD_REQUEST, bytes[end], "in the target");
    }
    if (end == targetStart()) {
      throw bad("more than one blank before the target, or none");
    }
  }

  private Version version(byte[] bytes, int end) throws Malformed {
    int start = targetEnd + 1;
    int minor = Versions.minor(bytes, start, end);
    if (minor == Versions.OTHER) {
      throw new Malformed(Reason.UNSUPPORTED_VERSION, "a version other than 1.0 and 1.1");
    }
    if (minor == Versions.NONE || bytes[end] != '\r') {
      throw bad("a request line that does not end with a version");
    }
    return minor == 0 ? Version.HTTP_1_0 : Version.HTTP_1_1;
  }

  // RFC 9112, section 3.2: there is no place for a fragment.
  private static boolean visible(byte b) {
    return b > ' ' && b < 0x7F && b != '#';
  }

  private static Malformed bad(String message) {
    return new Malformed(Reason.BAD_REQUEST, message);
  }
}
