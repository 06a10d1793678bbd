package dev.sluice.balancer.http.files;

import dev.sluice.balancer.config.Destination;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
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

  DocumentRoot(Destination.Static config) {
    this.config = config;
  }

  /**
   * Looks a path up.
   *
   * @throws java.nio.file.AccessDeniedException when it is inside the root, but may not be read
   * @throws IOException when the system can't open it, for instance for want of file descriptors
   */
  Found find(RequestPath path) throws IOException {
    // Each time anew: a root that is a symbolic link may be swapped under us, as ConfigMaps are.
    Optional<Path> top = realPath(config.root());
    if (top.isEmpty()) {
      return new Found.Nothing();
    }
    Optional<Place> place = place(top.get(), config.root(), String.join("/", path.segments()));
    if (place.isEmpty()) {
      return fallback(top.get());
    }
    if (place.get().attributes().isDirectory()) {
      return path.folder() ? folder(top.get(), place.get()) : new Found.FolderWithoutSlash();
    }
    return path.folder() ? fallback(top.get()) : openOrFallback(top.get(), place.get());
  }

  private Found folder(Path top, Place folder) throws IOException {
    for (String name : config.index()) {
      Optional<Found> index = file(top, folder.real(), name);
      if (index.isPresent()) {
        return index.get();
      }
    }
    if (config.listing()) {
      return entries(top, folder.real());
    }
    return config.spaFallback().isPresent() ? fallback(top) : new Found.ClosedFolder();
  }

  private Found openOrFallback(Path top, Place place) throws IOException {
    Optional<Found> opened = open(place);
    return opened.isPresent() ? opened.get() : fallback(top);
  }

  private Found fallback(Path top) throws IOException {
    if (config.spaFallback().isEmpty()) {
      return new Found.Nothing();
    }
    return file(top, config.root(), config.spaFallback().get()).orElseGet(Found.Nothing::new);
  }

  private static Optional<Found> file(Path top, Path folder, String name) throws IOException {
    Optional<Place> place = place(top, folder, name);
    return place.isPresent() ? open(place.get()) : Optional.empty();
  }

  private static Optional<Found> open(Place place) throws IOException {
    // Opening a named pipe would wait for its other end.
    if (!place.attributes().isRegularFile()) {
      return Optional.empty();
    }
    FileChannel channel;
    try {
      channel = FileChannel.open(place.real(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException vanished) {
      return Optional.empty();
    }
    try {
      // The time was read before the file was opened: should it have been replaced in between, new
      // bytes go out under an old tag and the next revalidation corrects it. The other way round,
      // old bytes under the new tag would stay in caches.
      return Optional.of(
          new Found.OpenFile(
              place.name(),
              place.real(),
              channel,
              channel.size(),
              place.attributes().lastModifiedTime().toInstant()));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static Found entries(Path top, Path folder) throws IOException {
    List<Found.Entry> entries = new ArrayList<>();
    boolean complete = true;
    try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
      for (Path child : children) {
        String name = child.getFileName().toString();
        Optional<Place> place =
            RequestPath.hidden(name) ? Optional.empty() : place(top, folder, name);
        if (place.isPresent() && entries.size() == MAX_ENTRIES) {
          complete = false;
          break;
        }
        place.ifPresent(p -> entries.add(new Found.Entry(name, p.attributes().isDirectory())));
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    entries.sort(
        Comparator.comparing(Found.Entry::folder).reversed().thenComparing(Found.Entry::name));
    return new Found.Entries(List.copyOf(entries), complete);
  }

  /** Where a name leads, unless it leads nowhere or outside. */
  private static Optional<Place> place(Path top, Path folder, String name) {
    try {
      Path real = folder.resolve(name).toRealPath();
      return real.startsWith(top)
          ? Optional.of(
              new Place(
                  Path.of(name).getFileName().toString(),
                  real,
                  Files.readAttributes(real, BasicFileAttributes.class)))
          : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    } catch (IOException e) {
      // Also a denied one: the link may lead outside, and a refusal would tell that it does.
      return Optional.empty();
    }
  }

  private static Optional<Path> realPath(Path path) {
    try {
      return Optional.of(path.toRealPath());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private record Place(String name, Path real, BasicFileAttributes attributes) {}
}
