package dev.sluice.balancer.http.route;

import dev.sluice.balancer.config.ForwardConfig.Named;
import dev.sluice.balancer.http.head.RequestHead;
import java.nio.charset.StandardCharsets;

/**
 * A parameter that is there, with a certain value if one is given. Queries are read as forms are:
 * {@code a=1&b=2}, percent-encoded UTF-8, a plus for a space; one without {@code =} has the empty
 * value. Of several with this name, any will do.
 */
final class QueryCondition implements Condition {

  private final String text;
  private final byte[] name;
  private final byte[] value;
  private final boolean any;

  private QueryCondition(Named query) {
    this.text = query.name();
    this.name = query.name().getBytes(StandardCharsets.UTF_8);
    this.value = query.value().orElse("").getBytes(StandardCharsets.UTF_8);
    this.any = query.value().isEmpty();
  }

  static QueryCondition of(Named query) {
    return new QueryCondition(query);
  }

  @Override
  public boolean holds(RequestHead head) {
    String target = head.target();
    int start = target.indexOf('?') + 1;
    // 0 where there is no query
    while (start > 0) {
      int ampersand = target.indexOf('&', start);
      int end = ampersand < 0 ? target.length() : ampersand;
      int equals = target.indexOf('=', start);
      int nameEnd = equals < 0 || equals > end ? end : equals;
      if (is(target, start, nameEnd, name)
          && (any || is(target, Math.min(nameEnd + 1, end), end, value))) {
        return true;
      }
      start = ampersand + 1;
    }
    return false;
  }

  // Compared while it is decoded, so that nothing is allocated.
  private static boolean is(String target, int from, int to, byte[] wanted) {
    int i = from;
    for (byte next : wanted) {
      if (i >= to) {
        return false;
      }
      int octet = octet(target, i, to);
      i += octet < 0 ? 1 : 3;
      if (octet < 0) {
        char c = target.charAt(i - 1);
        octet = c == '+' ? ' ' : c;
      }
      if (octet != (next & 0xFF)) {
        return false;
      }
    }
    return i == to;
  }

  // Of a percent-encoded character; -1 for one that stands for itself, as a stray percent sign
  // does.
  private static int octet(String target, int i, int to) {
    if (target.charAt(i) != '%' || i + 2 >= to) {
      return -1;
    }
    int high = Hex.digit(target.charAt(i + 1));
    int low = Hex.digit(target.charAt(i + 2));
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  @Override
  public String name() {
    return "query " + text;
  }
}
