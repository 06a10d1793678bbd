package dev.sluice.balancer.config;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Regular expressions over paths, and what refers to their groups. */
final class Expressions {

  static final Format<Pattern> FORMAT =
      new Format<>("a regular expression such as \"^/v1/(.*)$\"", text -> compile(text, text));

  // compiling recurses with the depth of the expression
  private static final int LONGEST = 1024;

  private Expressions() {}

  /**
   * @param whole what the file says, of which the expression may be a part; for the message
   */
  static Pattern compile(String expression, String whole) throws InvalidValue {
    if (expression.isEmpty()) {
      throw new InvalidValue(Text.quote(whole) + " has no regular expression");
    }
    if (whole.length() > LONGEST) {
      throw new InvalidValue(Text.quote(whole) + " is longer than " + LONGEST + " characters");
    }
    try {
      return Pattern.compile(expression);
    } catch (PatternSyntaxException e) {
      throw new InvalidValue(
          Text.quote(whole)
              + " is not a regular expression: "
              + e.getDescription()
              + (e.getIndex() < 0 ? "" : " at character " + (e.getIndex() + 1)));
    }
  }

  /** Reports groups that an expression doesn't have. */
  static void rejectGroups(
      TableReader table, String key, Template template, Optional<Pattern> expression) {
    int groups = expression.map(pattern -> pattern.matcher("").groupCount()).orElse(0);
    if (template.groups() > groups) {
      table.reject(
          key,
          "there is no group $" + template.groups() + " in path",
          groups == 0 ? "$0, or groups in path" : "groups from $0 to $" + groups);
    }
  }
}
