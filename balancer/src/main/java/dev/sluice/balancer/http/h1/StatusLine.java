package dev.sluice.balancer.http.h1;

import dev.sluice.balancer.http.Reason;
import dev.sluice.balancer.http.head.Version;

/** Finds the parts of a status line (RFC 9112, section 4). */
final class StatusLine implements HeadBytes.Scanner {

  private enum State {
    VERSION,
    STATUS,
    REASON,
    END,
    DONE
  }

  private State state = State.VERSION;
  private int reasonStart;
  private int reasonEnd;
  private int status;
  private Version version = Version.HTTP_1_1;

  /** For the next one. */
  void clear() {
    state = State.VERSION;
  }

  boolean done() {
    return state == State.DONE;
  }

  int status() {
    return status;
  }

  Version version() {
    return version;
  }

  /** Where the reason phrase begins; its end where there is none. */
  int reasonStart() {
    return reasonStart;
  }

  int reasonEnd() {
    return reasonEnd;
  }

  @Override
  public boolean scan(HeadBytes head) throws Malformed {
    byte[] bytes = head.bytes();
    int limit = head.limit();
    int i = head.at();
    while (i < limit && state != State.DONE) {
      switch (state) {
        case VERSION -> {
          if (i == Versions.LENGTH) {
            version = version(bytes, i);
            state = State.STATUS;
          }
          i++;
        }
        case STATUS -> {
          if (i == Versions.LENGTH + 4) {
            status = status(bytes, Versions.LENGTH + 1);
            // The blank in front of a reason phrase that isn't there is often left out.
            reasonStart = bytes[i] == ' ' ? i + 1 : i;
            state = State.REASON;
            i = reasonStart;
          } else {
            i++;
          }
        }
        case REASON -> {
          i = Ascii.valueEnd(bytes, i, limit);
          if (i < limit) {
            if (bytes[i] != '\r' || (i > reasonStart && bytes[reasonStart - 1] != ' ')) {
              throw bad("a status line with a malformed reason phrase");
            }
            reasonEnd = i++;
            state = State.END;
          }
        }
        case END -> {
          if (bytes[i++] != '\n') {
            throw bad("a bare CR in the status line");
          }
          state = State.DONE;
        }
        case DONE -> throw new IllegalStateException();
      }
    }
    head.at(i);
    return state == State.DONE;
  }

  private static Version version(byte[] bytes, int end) throws Malformed {
    int minor = Versions.minor(bytes, 0, end);
    if (minor < 0 || bytes[end] != ' ') {
      throw bad("a status line that does not begin with HTTP/1.0 or HTTP/1.1");
    }
    return minor == 0 ? Version.HTTP_1_0 : Version.HTTP_1_1;
  }

  private static int status(byte[] bytes, int start) throws Malformed {
    int number = 0;
    for (int i = start; i < start + 3; i++) {
      if (!Ascii.digit(bytes[i])) {
        throw bad("a status that is not of three digits");
      }
      number = number * 10 + bytes[i] - '0';
    }
    if (number < 100 || number > 599) {
      throw bad("a status that is not between 100 and 599");
    }
    return number;
  }

  private static Malformed bad(String message) {
    return new Malformed(Reason.BAD_RESPONSE, message);
  }
}
