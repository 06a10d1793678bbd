package dev.sluice.balancer.net.hello;

import dev.sluice.balancer.net.hello.Inspection.NoHello;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads the body of a ClientHello that is there as a whole (RFC 8446 section 4.1.2, RFC 5246
 * section 7.4.1.2).
 */
final class HelloReader {

  private static final int VERSION_AND_RANDOM = 2 + 32;
  private static final int LONGEST_SESSION_ID = 32;

  private static final int SERVER_NAME = 0;
  private static final int HOST_NAME = 0;
  private static final int ALPN = 16;
  private static final int LONGEST_NAME = 253;

  private final Fragments fragments;
  private int left;
  private boolean broken;
  private Optional<String> serverName = Optional.empty();
  private boolean hasServerName;
  private List<String> alpn = List.of();
  private boolean hasAlpn;

  /**
   * @param length of the body
   */
  HelloReader(Fragments fragments, int length) {
    this.fragments = fragments;
    this.left = length;
  }

  Inspection read() {
    skip(VERSION_AND_RANDOM);
    int sessionId = u8();
    require(sessionId <= LONGEST_SESSION_ID);
    skip(sessionId);
    skip(u16());
    skip(u8());
    // Clients of old end here.
    if (!broken && left > 0) {
      extensions(left);
    }
    return broken ? NoHello.NOT_TLS : new ClientHello(serverName, alpn);
  }

  private void extensions(int there) {
    int length = u16();
    require(length == there - 2);
    while (!broken && left > 0) {
      int type = u16();
      int size = u16();
      int after = left - size;
      if (after < 0) {
        broken = true;
      } else if (type == SERVER_NAME) {
        serverNames(after);
      } else if (type == ALPN) {
        protocols(after);
      } else {
        skip(size);
      }
    }
  }

  /**
   * RFC 6066 section 3.
   *
   * @param after how much of the message is behind the extension
   */
  private void serverNames(int after) {
    // Which of two names the backend would take is unknown.
    require(!hasServerName);
    hasServerName = true;
    require(u16() == left - after);
    while (!broken && left > after) {
      int type = u8();
      int length = u16();
      if (length > left - after) {
        broken = true;
      } else if (type == HOST_NAME && serverName.isEmpty()) {
        serverName = hostName(text(length));
      } else {
        skip(length);
      }
    }
  }

  private static Optional<String> hostName(String text) {
    int length = text.endsWith(".") ? text.length() - 1 : text.length();
    if (length == 0 || length > LONGEST_NAME) {
      return Optional.empty();
    }
    for (int i = 0; i < length; i++) {
      if (!isInNames(text.charAt(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(text.substring(0, length).toLowerCase(Locale.ROOT));
  }

  private static boolean isInNames(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_';
  }

  /**
   * RFC 7301 section 3.1.
   *
   * @param after how much of the message is behind the extension
   */
  private void protocols(int after) {
    require(!hasAlpn);
    hasAlpn = true;
    require(u16() == left - after);
    List<String> names = new ArrayList<>();
    while (!broken && left > after) {
      int length = u8();
      if (length == 0 || length > left - after) {
        broken = true;
      } else {
        names.add(text(length));
      }
    }
    alpn = List.copyOf(names);
  }

  // Not |=, which would forget what its right side finds.
  private void require(boolean condition) {
    if (!condition) {
      broken = true;
    }
  }

  private int u8() {
    if (left == 0) {
      broken = true;
      return 0;
    }
    left--;
    return fragments.next();
  }

  private int u16() {
    int high = u8();
    return high << 8 | u8();
  }

  private void skip(int count) {
    if (count > left) {
      broken = true;
    } else {
      left -= count;
      fragments.skip(count);
    }
  }

  /** Each byte a character; so many are there. */
  private String text(int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append((char) u8());
    }
    return text.toString();
  }
}
