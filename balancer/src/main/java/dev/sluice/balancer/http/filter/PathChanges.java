package dev.sluice.balancer.http.filter;

import dev.sluice.balancer.config.FilterConfig.PathChange;
import dev.sluice.balancer.config.FilterConfig.Rewrite;
import dev.sluice.balancer.config.Template;
import dev.sluice.balancer.http.stream.MessageFilter.Subject;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code strip-prefix} and {@code rewrite}. Immutable; for any thread. */
public final class PathChanges {

  private record Replacement(Pattern pattern, Template to) {

    Replacement(Rewrite config) {
      this(Pattern.compile(config.path()), config.to());
    }
  }

  private final String strip;
  private final Optional<Replacement> rewrite;

  /** As configured. */
  public PathChanges(PathChange config) {
    this.strip = config.strip();
    this.rewrite = config.rewrite().map(Replacement::new);
  }

  /**
   * The target to send instead; the same object when nothing changes.
   *
   * @param target path and query, or {@code *}, which always stays
   */
  public String apply(String target, Subject subject) {
    if (!target.startsWith("/")) {
      return target;
    }
    String stripped = strip(target);
    return rewrite.isEmpty() ? stripped : rewrite(rewrite.get(), stripped, subject);
  }

  // "/api" is taken off "/api", "/api/x" and "/api?q", but not off "/apis".
  private String strip(String target) {
    if (strip.isEmpty() || !target.startsWith(strip)) {
      return target;
    }
    String rest = target.substring(strip.length());
    if (rest.isEmpty() || rest.charAt(0) == '?') {
      return "/" + rest;
    }
    return rest.charAt(0) == '/' ? rest : target;
  }

  private static String rewrite(Replacement rewrite, String target, Subject subject) {
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    String query = mark < 0 ? "" : target.substring(mark + 1);
    Matcher matcher = rewrite.pattern().matcher(path);
    if (!matcher.find()) {
      return target;
    }
    String made =
        TextMaker.encoded(
                TextMaker.fill(rewrite.to(), subject, group -> TextMaker.group(matcher, group)))
            // Nothing behind it would reach the backend.
            .replace("#", "%23");
    String whole = path.substring(0, matcher.start()) + made + path.substring(matcher.end());
    String rooted = whole.startsWith("/") ? whole : "/" + whole;
    if (query.isEmpty()) {
      return rooted;
    }
    return rooted + (rooted.indexOf('?') < 0 ? "?" : "&") + query;
  }
}
