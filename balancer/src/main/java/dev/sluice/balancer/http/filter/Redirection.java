package dev.sluice.balancer.http.filter;

import dev.sluice.balancer.config.Destination.Redirect;
import dev.sluice.balancer.http.stream.MessageFilter.Subject;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a redirect leads. Immutable; for any thread. */
public final class Redirection {

  private final Redirect config;
  private final Optional<Pattern> path;

  /** As configured. */
  public Redirection(Redirect config) {
    this.config = config;
    this.path = config.path().map(Pattern::compile);
  }

  /** The status of the answer. */
  public int status() {
    return config.status();
  }

  /** For the field {@code Location}. */
  public String location(Subject subject) {
    Matcher matcher = path.map(found -> found.matcher(subject.request().path())).orElse(null);
    boolean found = matcher != null && matcher.find();
    String location =
        TextMaker.encoded(
            TextMaker.fill(
                config.to(), subject, group -> found ? TextMaker.group(matcher, group) : ""));
    // Two slashes at the beginning would make the path's first name a host, of the client's choice.
    int slashes = 0;
    while (slashes < location.length() && location.charAt(slashes) == '/') {
      slashes++;
    }
    return slashes > 1 ? location.substring(slashes - 1) : location;
  }
}
