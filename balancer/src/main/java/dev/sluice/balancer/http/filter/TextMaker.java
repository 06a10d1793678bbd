package dev.sluice.balancer.http.filter;

import dev.sluice.balancer.balance.Backend;
import dev.sluice.balancer.config.Template;
import dev.sluice.balancer.config.Template.Variable;
import dev.sluice.balancer.http.head.FieldName;
import dev.sluice.balancer.http.stream.MessageFilter.Subject;
import java.util.function.IntFunction;
import java.util.regex.Matcher;

/**
 * Fills templates. Heads are checked when they are read, whatever carries them; all the same
 * nothing of a client gets in here that would end a line.
 */
final class TextMaker {

  private static final char DEL = 0x7f;

  private TextMaker() {}

  /** Without groups. */
  static String fill(Template template, Subject subject) {
    return fill(template, subject, group -> "");
  }

  /**
   * With groups.
   *
   * @param groups what each matched; empty for one that took no part
   */
  static String fill(Template template, Subject subject, IntFunction<String> groups) {
    if (template.parts().size() == 1
        && template.parts().get(0) instanceof Template.Literal literal) {
      return literal.text();
    }
    StringBuilder text = new StringBuilder();
    for (Template.Part part : template.parts()) {
      if (part instanceof Template.Literal literal) {
        text.append(literal.text());
      } else if (part instanceof Template.Of of) {
        append(text, value(of.variable(), subject));
      } else if (part instanceof Template.Header header) {
        append(text, subject.request().fields().first(FieldName.of(header.name())).orElse(""));
      } else {
        append(text, groups.apply(((Template.Group) part).number()));
      }
    }
    return text.toString();
  }

  // RFC 9110, section 5.5: what can't be in a field's value becomes a space.
  private static void append(StringBuilder text, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      text.append(c < ' ' && c != '\t' || c == DEL || c > 0xff ? ' ' : c);
    }
  }

  /** What a group matched; empty for one that took no part. */
  static String group(Matcher matcher, int number) {
    String matched = number <= matcher.groupCount() ? matcher.group(number) : null;
    return matched == null ? "" : matched;
  }

  /**
   * For a target or a {@code Location}: what no URI can have in it is percent-encoded (RFC 3986,
   * section 2), and so are backslashes, which browsers take for slashes.
   */
  static String encoded(String uri) {
    StringBuilder encoded = null;
    for (int i = 0; i < uri.length(); i++) {
      char c = uri.charAt(i);
      boolean plain = c > ' ' && c < DEL && c != '\\' && c != '"' && c != '<' && c != '>';
      if (!plain && encoded == null) {
        encoded = new StringBuilder(uri.length() + 8).append(uri, 0, i);
      }
      if (encoded != null) {
        if (plain) {
          encoded.append(c);
        } else {
          encoded.append('%').append(hex(c >> 4)).append(hex(c));
        }
      }
    }
    return encoded == null ? uri : encoded.toString();
  }

  private static char hex(int digit) {
    return Character.toUpperCase(Character.forDigit(digit & 0xf, 16));
  }

  private static String value(Variable variable, Subject subject) {
    return switch (variable) {
      case CLIENT_IP -> subject.client().host();
      case CLIENT_PORT -> subject.client().port();
      case REQUEST_ID -> subject.id();
      case SERVER -> subject.origin().server();
      case RULE -> subject.origin().rule();
      case POOL -> subject.target().pool();
      case BACKEND -> subject.target().backend().map(Backend::toString).orElse("");
      case METHOD -> subject.request().method();
      case SCHEME -> subject.request().scheme();
      case HOST -> host(subject.request().authority());
      case URI -> subject.request().target();
      case PATH -> subject.request().path();
      case QUERY -> subject.request().query();
    };
  }

  private static String host(String authority) {
    int end = authority.startsWith("[") ? authority.indexOf(']') + 1 : authority.indexOf(':');
    return end < 0 ? authority : authority.substring(0, end);
  }
}
