package dev.sluice.balancer.http.filter;

import dev.sluice.balancer.config.Destination.Redirect;
import java.util.regex.Matcher;

/** Where a redirect leads. Immutable; for any thread. */
public final class Redirection {

  private final Redirect config;

  /** As configured. */
  public Redirection(Redirect config) {
    this.config = config;
  }

  /** The status of the answer. */
  public int status() {
    return config.status();
  }

  /** For the field {@code Location}. */
  public String location(Scene scene) {
    Matcher matcher = config.path().map(path -> path.matcher(scene.head().path())).orElse(null);
    boolean found = matcher != null && matcher.find();
    String location =
        TextMaker.fill(config.to(), scene, group -> found ? TextMaker.group(matcher, group) : "");
    // Two slashes at the beginning would make the path's first name a host, of the client's choice.
    int slashes = 0;
    while (slashes < location.length() && location.charAt(slashes) == '/') {
      slashes++;
    }
    return slashes > 1 ? location.substring(slashes - 1) : location;
  }
}
