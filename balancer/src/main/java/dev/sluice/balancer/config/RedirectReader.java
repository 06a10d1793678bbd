package dev.sluice.balancer.config;

import dev.sluice.balancer.config.Destination.Redirect;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a destination that names another place. */
final class RedirectReader {

  static final Table TABLE = Table.of("server.forward.redirect", "to", "status", "path");

  private static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);
  private static final List<String> BEGINNINGS = List.of("https://", "http://", "/", "{", "$");
  private static final Format<Template> TO =
      new Format<>(
          "a URL or a path, such as \"https://{host}{uri}\" or \"/new/$1\"", RedirectReader::to);

  private RedirectReader() {}

  static Optional<Destination> read(TableReader table) {
    Optional<Template> to = table.required("to", TO);
    Optional<Pattern> path = table.value("path", Expressions.FORMAT);
    int status = table.integer("status", 301, 308).orElse(308);
    if (!STATUSES.contains(status)) {
      table.reject("status", status + " is not for redirects", "one of 301, 302, 303, 307, 308");
    }
    to.ifPresent(template -> Expressions.rejectGroups(table, "to", template, path));
    return to.map(template -> new Redirect(status, path.map(Pattern::pattern), template));
  }

  private static Template to(String text) throws InvalidValue {
    if (BEGINNINGS.stream().noneMatch(text::startsWith) || text.indexOf(' ') >= 0) {
      throw new InvalidValue(Text.quote(text) + " is neither a URL nor a path");
    }
    return Templates.REPLACEMENT.parser().parse(text);
  }
}
