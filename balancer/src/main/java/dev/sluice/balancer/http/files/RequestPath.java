package dev.sluice.balancer.http.files;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a request asks for below the root: decoded exactly once, with nothing in it that could lead
 * elsewhere.
 *
 * @param segments names from the root down; none is empty, hidden, {@code .} or {@code ..}
 * @param folder whether the path ends in a slash
 */
record RequestPath(List<String> segments, boolean folder) {

  private static final String WELL_KNOWN = ".well-known";

  /**
   * Reads the path as it came over the wire, so that no earlier normalisation can hide a dot
   * segment.
   *
   * @return empty for a path that is never served, whether or not such a file exists
   */
  static Optional<RequestPath> parse(String rawPath) {
    List<String> decoded = new ArrayList<>();
    for (String raw : names(rawPath)) {
      Optional<String> name = decode(raw);
      if (name.isEmpty()) {
        return Optional.empty();
      }
      decoded.add(name.get());
    }
    List<String> segments = List.copyOf(decoded);
    for (int i = 0; i < segments.size(); i++) {
      boolean wellKnown = i == 0 && segments.get(i).equals(WELL_KNOWN);
      if (hidden(segments.get(i)) && !wellKnown) {
        return Optional.empty();
      }
    }
    return Optional.of(new RequestPath(segments, rawPath.endsWith("/")));
  }

  static boolean hidden(String name) {
    return name.startsWith(".");
  }

  /** The last name, or "" for the root itself. */
  String name() {
    return segments.isEmpty() ? "" : segments.get(segments.size() - 1);
  }

  private static List<String> names(String path) {
    List<String> names = new ArrayList<>();
    for (String name : path.split("/")) {
      if (!name.isEmpty()) {
        names.add(name);
      }
    }
    return names;
  }

  private static Optional<String> decode(String raw) {
    String name;
    try {
      // The decoder is one for forms, where a plus stands for a space.
      name = URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
    boolean forbidden =
        name.equals(".")
            || name.equals("..")
            || name.chars().anyMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
    return forbidden ? Optional.empty() : Optional.of(name);
  }
}
