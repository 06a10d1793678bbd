package dev.sluice.balancer.config;

import dev.sluice.balancer.config.Template.Group;
import dev.sluice.balancer.config.Template.Header;
import dev.sluice.balancer.config.Template.Literal;
import dev.sluice.balancer.config.Template.Part;
import dev.sluice.balancer.config.Template.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads texts with variables; never quotes them, as they may hold what nobody is to see. */
final class Templates {

  private static final List<String> IDS =
      Arrays.stream(Variable.values()).map(Variable::id).toList();
  private static final String HEADER = "header:";

  /** For values of fields. */
  static final Format<Template> FIELD_VALUE =
      new Format<>(
          "visible characters, with variables such as {client-ip} or {header:NAME}",
          text -> parse(text, false));

  /** For what takes the place of a match, with groups. */
  static final Format<Template> REPLACEMENT =
      new Format<>(
          "visible characters, with groups such as $1 and variables such as {path}",
          text -> parse(text, true));

  private final String text;
  private final boolean groups;
  private final List<Part> parts = new ArrayList<>();
  private final StringBuilder literal = new StringBuilder();
  private int at;

  private Templates(String text, boolean groups) {
    this.text = text;
    this.groups = groups;
  }

  private static Template parse(String text, boolean groups) throws InvalidValue {
    // RFC 9110 section 5.5; more than ASCII would mean something else to each reader.
    if (text.chars().anyMatch(c -> c < ' ' || c > '~')) {
      throw new InvalidValue("has a character that no field can have");
    }
    Templates reader = new Templates(text, groups);
    reader.read();
    return new Template(reader.parts);
  }

  private void read() throws InvalidValue {
    while (at < text.length()) {
      char c = text.charAt(at);
      boolean doubled = at + 1 < text.length() && text.charAt(at + 1) == c;
      if (doubled && (c == '{' || c == '}' || (c == '$' && groups))) {
        literal.append(c);
        at += 2;
      } else if (c == '{') {
        add(variable());
      } else if (c == '}') {
        throw new InvalidValue("has a \"}\" without \"{\" (write \"}}\")");
      } else if (c == '$' && groups) {
        add(group());
      } else {
        literal.append(c);
        at++;
      }
    }
    endLiteral();
  }

  private void add(Part part) {
    endLiteral();
    parts.add(part);
  }

  private void endLiteral() {
    if (literal.length() > 0) {
      parts.add(new Literal(literal.toString()));
      literal.setLength(0);
    }
  }

  private Part variable() throws InvalidValue {
    int end = text.indexOf('}', at);
    if (end < 0) {
      throw new InvalidValue("has a \"{\" without \"}\" (write \"{{\")");
    }
    String name = text.substring(at + 1, end);
    at = end + 1;
    if (name.startsWith(HEADER)) {
      String field = name.substring(HEADER.length());
      if (!Tokens.isToken(field)) {
        throw new InvalidValue(Text.quote(field) + " is not the name of a field");
      }
      return new Header(field.toLowerCase(Locale.ROOT));
    }
    Optional<Variable> known = Variable.parse(name);
    if (known.isEmpty()) {
      throw new InvalidValue(
          "there is no variable {" + name + "}",
          Suggestions.closest(name, IDS).map(close -> "{" + close + "}"));
    }
    return new Template.Of(known.get());
  }

  private Part group() throws InvalidValue {
    int digit = at + 1 < text.length() ? Character.digit(text.charAt(at + 1), 10) : -1;
    if (digit < 0) {
      throw new InvalidValue("has a \"$\" without the number of a group (write \"$$\")");
    }
    at += 2;
    return new Group(digit);
  }
}
