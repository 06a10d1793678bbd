package dev.sluice.balancer.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A text that is made anew for each request: literal pieces, variables such as {@code {client-ip}}
 * or {@code {header:NAME}}, and groups {@code $1} of a regular expression.
 *
 * @param parts in order, none of them empty
 */
public record Template(List<Part> parts) {

  /** Takes a copy. */
  public Template {
    parts = List.copyOf(parts);
  }

  /** A text that is always the same. */
  public static Template of(String literal) {
    return new Template(literal.isEmpty() ? List.of() : List.of(new Literal(literal)));
  }

  /** A piece of it. */
  public sealed interface Part {}

  /** Stands for itself. */
  public record Literal(String text) implements Part {}

  /** Stands for something of the exchange. */
  public record Of(Variable variable) implements Part {}

  /**
   * Stands for a field of the request, empty when it has none.
   *
   * @param name lower case
   */
  public record Header(String name) implements Part {}

  /**
   * Stands for what a part of the expression matched; 0 is all of it.
   *
   * @param number 0 to 9
   */
  public record Group(int number) implements Part {}

  /** What a variable stands for; each is empty where there is no such thing. */
  public enum Variable {
    /** The client's address without a port. */
    CLIENT_IP,
    /** The port it comes from. */
    CLIENT_PORT,
    /** What {@code X-Request-Id} says. */
    REQUEST_ID,
    /** The server's name. */
    SERVER,
    /** The rule's name. */
    RULE,
    /** The pool's name. */
    POOL,
    /** The backend's address. */
    BACKEND,
    /** Such as {@code GET}. */
    METHOD,
    /** {@code http} or {@code https}. */
    SCHEME,
    /** What the client asked for, without a port. */
    HOST,
    /** Path and query as they came. */
    URI,
    /** The path as it came. */
    PATH,
    /** The query as it came, without its question mark. */
    QUERY;

    /** The name used in configurations. */
    public String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Variable> parse(String id) {
      return Arrays.stream(values()).filter(variable -> variable.id().equals(id)).findFirst();
    }
  }

  /** The highest group that it refers to; 0 for none. */
  public int groups() {
    return parts.stream()
        .mapToInt(part -> part instanceof Group group ? group.number() : 0)
        .max()
        .orElse(0);
  }
}
