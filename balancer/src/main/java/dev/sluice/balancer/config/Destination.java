package dev.sluice.balancer.config;

import dev.sluice.balancer.config.CompressConfig.Coding;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where a forward rule sends what it matches. */
public sealed interface Destination {

  /** To a backend of the pool of this name. */
  record ToPool(String pool) implements Destination {}

  /**
   * To backends of several pools, divided by weight.
   *
   * @param parts at least one of a weight above 0, no pool twice
   */
  record Split(List<Part> parts) implements Destination {

    /** Takes a copy. */
    public Split {
      parts = List.copyOf(parts);
    }

    /**
     * One pool's part.
     *
     * @param weight its share relative to the others, 0 to 65535; 0 for no traffic
     */
    public record Part(String pool, int weight) {}
  }

  /**
   * Files below a folder.
   *
   * @param root an existing folder
   * @param index names tried, in order, when a folder is asked for
   * @param spaFallback the file, relative to root, that answers for paths that do not exist
   * @param listing whether a folder without index shows its entries
   * @param precompressed the codings in which files may lie beside the plain ones, in order of
   *     preference among those that a client likes equally; perhaps none
   * @param cacheControl the value of {@code Cache-Control} (RFC 9111, section 5.2)
   */
  record Static(
      Path root,
      List<String> index,
      Optional<String> spaFallback,
      boolean listing,
      List<Coding> precompressed,
      String cacheControl)
      implements Destination {

    /** Caches may keep a file, but ask each time whether it still is the same. */
    public static final String REVALIDATE = "no-cache";

    /** Takes copies. */
    public Static {
      index = List.copyOf(index);
      precompressed = List.copyOf(precompressed);
    }

    /** Plain files, asked for each time. */
    public Static(Path root, List<String> index, Optional<String> spaFallback, boolean listing) {
      this(root, index, spaFallback, listing, List.of(), REVALIDATE);
    }
  }

  /**
   * A fixed answer.
   *
   * @param status 200 to 599
   */
  record Respond(int status, String body, String contentType) implements Destination {}

  /**
   * An answer that names another place.
   *
   * @param status 301, 302, 303, 307 or 308
   * @param path a regular expression that compiles, for the groups of {@code to}; where it finds
   *     nothing in the path, they are empty
   * @param to an absolute URL, or a path on the same host
   */
  record Redirect(int status, Optional<String> path, Template to) implements Destination {}
}
