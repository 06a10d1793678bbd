package dev.sluice.balancer.http.files;

import dev.sluice.balancer.config.CompressConfig.Coding;
import dev.sluice.balancer.http.filter.AcceptedCodings;
import dev.sluice.balancer.http.head.Fields;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds files that lie encoded beside the plain ones. Blocks. */
final class Precompressed {

  private final List<Coding> codings;

  Precompressed(List<Coding> codings) {
    this.codings = codings;
  }

  /**
   * Opens the encoded file that the client likes best; empty when there is none that it accepts.
   * One that is older than the plain file was made of another state of it, and counts as absent; so
   * does one that may not be read.
   *
   * @param plain found under this name in this folder
   * @throws IOException when the system can't open one that is there
   */
  Optional<Found> open(Path top, Path folder, String name, Place plain, Fields request)
      throws IOException {
    List<Coding> left = new ArrayList<>(codings);
    Optional<Coding> best = AcceptedCodings.best(request, left);
    while (best.isPresent()) {
      Optional<Place> encoded = Place.find(top, folder, name + suffix(best.get()));
      if (encoded.isPresent() && encoded.get().file() && !older(encoded.get(), plain)) {
        Optional<Found> opened = open(encoded.get(), plain, best);
        if (opened.isPresent()) {
          return opened;
        }
      }
      left.removeAll(List.of(best.get()));
      best = AcceptedCodings.best(request, left);
    }
    return Optional.empty();
  }

  private static Optional<Found> open(Place encoded, Place plain, Optional<Coding> coding)
      throws IOException {
    try {
      return encoded.open(plain.name(), coding);
    } catch (AccessDeniedException e) {
      return Optional.empty();
    }
  }

  private static boolean older(Place encoded, Place plain) {
    return encoded.attributes().lastModifiedTime().compareTo(plain.attributes().lastModifiedTime())
        < 0;
  }

  private static String suffix(Coding coding) {
    return switch (coding) {
      case BR -> ".br";
      case ZSTD -> ".zst";
      case GZIP -> ".gz";
    };
  }
}
