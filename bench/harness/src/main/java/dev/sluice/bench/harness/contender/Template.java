package dev.sluice.bench.harness.contender;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A configuration with names to fill in: {@code @NAME@}, which means nothing to any peer. */
final class Template {

  private static final Pattern NAME = Pattern.compile("@([A-Z][A-Z0-9_]*)@");

  private Template() {}

  /**
   * The text with every name replaced.
   *
   * @throws IllegalArgumentException if a name has no value
   */
  static String fill(String text, Map<String, String> values) {
    return NAME.matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(value(match.group(1), values)));
  }

  private static String value(String name, Map<String, String> values) {
    if (!values.containsKey(name)) {
      throw new IllegalArgumentException("the template has @" + name + "@, which has no value");
    }
    return values.get(name);
  }
}
