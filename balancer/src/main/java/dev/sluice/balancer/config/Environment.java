package dev.sluice.balancer.config;

import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts environment variables into strings, as a shell does: {@code ${NAME}}, and {@code
 * ${NAME:-default}} for one that is unset or empty. {@code $${} stands for a plain {@code ${}; any
 * other {@code $} for itself. What a variable holds is not expanded again.
 */
record Environment(Function<String, Optional<String>> lookup) {

  static final String EXPECTED = "a variable that is set, ${NAME:-default}, or $${ for a plain ${";

  private static final Pattern REFERENCE =
      Pattern.compile(
          "(?<escape>\\$\\$\\{)"
              + "|\\$\\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(?<or>:-(?<default>[^}]*))?}"
              + "|(?<broken>\\$\\{)");

  String expand(String text) throws InvalidValue {
    Matcher matcher = REFERENCE.matcher(text);
    StringBuilder expanded = new StringBuilder();
    while (matcher.find()) {
      matcher.appendReplacement(expanded, Matcher.quoteReplacement(replacement(matcher)));
    }
    return matcher.appendTail(expanded).toString();
  }

  private String replacement(Matcher reference) throws InvalidValue {
    if (reference.group("escape") != null) {
      return "${";
    }
    if (reference.group("broken") != null) {
      throw new InvalidValue("\"${\" does not begin a reference to an environment variable");
    }
    String name = reference.group("name");
    Optional<String> value = lookup.apply(name);
    if (reference.group("or") != null) {
      return value.filter(held -> !held.isEmpty()).orElse(reference.group("default"));
    }
    return value.orElseThrow(
        () -> new InvalidValue("the environment variable " + name + " is not set"));
  }
}
