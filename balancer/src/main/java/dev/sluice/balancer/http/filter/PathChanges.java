package dev.sluice.balancer.http.filter;

import dev.sluice.balancer.config.FilterConfig.PathChange;
import dev.sluice.balancer.config.FilterConfig.Rewrite;
import java.util.Optional;
import java.util.regex.Matcher;

/** {@code strip-prefix} and {@code rewrite}. Immutable; for any thread. */
public final class PathChanges {

  private final String strip;
  private final Optional<Rewrite> rewrite;

  /** As configured. */
  public PathChanges(PathChange config) {
    this.strip = config.strip();
    this.rewrite = config.rewrite();
  }

  /**
   * The target to send instead; the same object when nothing changes.
   *
   * @param target path and query, or {@code *}, which always stays
   */
  public String apply(String target, Scene scene) {
    if (!target.startsWith("/")) {
      return target;
    }
    String stripped = strip(target);
    return rewrite.isEmpty() ? stripped : rewrite(rewrite.get(), stripped, scene);
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

  private static String rewrite(Rewrite rewrite, String target, Scene scene) {
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    String query = mark < 0 ? "" : target.substring(mark + 1);
    Matcher matcher = rewrite.pattern().matcher(path);
    if (!matcher.find()) {
      return target;
    }
    String made = TextMaker.fill(rewrite.to(), scene, group -> TextMaker.group(matcher, group));
    String whole = path.substring(0, matcher.start()) + made + path.substring(matcher.end());
    String rooted = whole.startsWith("/") ? whole : "/" + whole;
    if (query.isEmpty()) {
      return rooted;
    }
    return rooted + (rooted.indexOf('?') < 0 ? "?" : "&") + query;
  }
}
