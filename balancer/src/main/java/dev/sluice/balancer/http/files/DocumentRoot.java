package dev.sluice.balancer.http.files;

import dev.sluice.balancer.config.Destination;
import dev.sluice.balancer.http.head.Fields;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The tree of files below the root. Symbolic links are followed as long as they end inside it; what
 * lies outside is as good as not there. Blocks, so it belongs on a worker thread.
 */
final class DocumentRoot {

  static final int MAX_ENTRIES = 10_000;

  private final Destination.Static config;
  private final Precompressed precompressed;

  DocumentRoot(Destination.Static config) {
    this.config = config;
    this.precompressed = new Precompressed(config.precompressed());
  }

  /**
   * Looks a path up.
   *
   * @param request what the client accepts
   * @throws java.nio.file.AccessDeniedException when it is inside the root, but may not be read
   * @throws IOException when the system can't open it, for instance for want of file descriptors
   */
  Found find(RequestPath path, Fields request) throws IOException {
    // Each time anew: a root that is a symbolic link may be swapped under us, as ConfigMaps are.
    Optional<Path> top = realPath(config.root());
    if (top.isEmpty()) {
      return new Found.Nothing();
    }
    String name = String.join("/", path.segments());
    Optional<Place> place = Place.find(top.get(), config.root(), name);
    if (place.isEmpty()) {
      return fallback(top.get(), request);
    }
    if (place.get().folder()) {
      return path.folder()
          ? folder(top.get(), place.get(), request)
          : new Found.FolderWithoutSlash();
    }
    Optional<Found> opened =
        path.folder()
            ? Optional.empty()
            : open(top.get(), config.root(), name, place.get(), request);
    return opened.isPresent() ? opened.get() : fallback(top.get(), request);
  }

  private Found folder(Path top, Place folder, Fields request) throws IOException {
    for (String name : config.index()) {
      Optional<Found> index = file(top, folder.real(), name, request);
      if (index.isPresent()) {
        return index.get();
      }
    }
    if (config.listing()) {
      return entries(top, folder.real());
    }
    return config.spaFallback().isPresent() ? fallback(top, request) : new Found.ClosedFolder();
  }

  private Found fallback(Path top, Fields request) throws IOException {
    if (config.spaFallback().isEmpty()) {
      return new Found.Nothing();
    }
    return file(top, config.root(), config.spaFallback().get(), request)
        .orElseGet(Found.Nothing::new);
  }

  private Optional<Found> file(Path top, Path folder, String name, Fields request)
      throws IOException {
    Optional<Place> place = Place.find(top, folder, name);
    return place.isPresent() ? open(top, folder, name, place.get(), request) : Optional.empty();
  }

  private Optional<Found> open(Path top, Path folder, String name, Place place, Fields request)
      throws IOException {
    if (!place.file()) {
      return Optional.empty();
    }
    Optional<Found> encoded = precompressed.open(top, folder, name, place, request);
    return encoded.isPresent() ? encoded : place.open(place.name(), Optional.empty());
  }

  private static Found entries(Path top, Path folder) throws IOException {
    List<Found.Entry> entries = new ArrayList<>();
    boolean complete = true;
    try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
      for (Path child : children) {
        String name = child.getFileName().toString();
        Optional<Place> place =
            RequestPath.hidden(name) ? Optional.empty() : Place.find(top, folder, name);
        if (place.isPresent() && entries.size() == MAX_ENTRIES) {
          complete = false;
          break;
        }
        place.ifPresent(p -> entries.add(new Found.Entry(name, p.folder())));
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    entries.sort(
        Comparator.comparing(Found.Entry::folder).reversed().thenComparing(Found.Entry::name));
    return new Found.Entries(List.copyOf(entries), complete);
  }

  private static Optional<Path> realPath(Path path) {
    try {
      return Optional.of(path.toRealPath());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
