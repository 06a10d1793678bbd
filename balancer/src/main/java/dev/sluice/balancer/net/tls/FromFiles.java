package dev.sluice.balancer.net.tls;

import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ReferenceCounted;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something made from files, and made anew when they change. One reference to it is held here; who
 * uses it takes another for as long. Safe to use from any thread.
 */
final class FromFiles<T extends ReferenceCounted> implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FromFiles.class);

  /** Reads the files; blocks. */
  interface Loader<T> {
    T load() throws TlsException;
  }

  private final String owner;
  private final List<Path> files;
  private final Loader<T> loader;
  private volatile T current;
  // The rest is guarded by this.
  private List<FileState> tried;
  private List<FileState> seen;
  private boolean closed;

  /**
   * Reads the files for the first time; blocks.
   *
   * @param owner whose they are, for the log
   */
  FromFiles(String owner, List<Path> files, Loader<T> loader) throws TlsException {
    this.owner = owner;
    this.files = List.copyOf(files);
    this.loader = loader;
    // Before reading: what is written while they are read counts as a change.
    this.tried = states();
    this.seen = tried;
    this.current = loader.load();
  }

  /** What the files made, with a reference that the caller must release; empty once closed. */
  Optional<T> retain() {
    while (true) {
      T now = current;
      try {
        now.retain();
        return Optional.of(now);
      } catch (IllegalReferenceCountException replaced) {
        if (now == current) {
          return Optional.empty();
        }
      }
    }
  }

  /**
   * Looks at the files, and reads them when they have changed since the last reading and no longer
   * do since the last look: a certificate and its key are two files, written one after the other.
   * When they are of no use, what there is stays. Blocks; meant to be called about once a second.
   */
  synchronized void refresh() {
    List<FileState> now = states();
    boolean settled = now.equals(seen);
    seen = now;
    if (closed || !settled || now.equals(tried)) {
      return;
    }
    tried = now;
    T old = current;
    try {
      current = loader.load();
    } catch (TlsException e) {
      LOG.warn("{}: keeping the former TLS certificates: {}", owner, e.getMessage());
      return;
    }
    old.release();
    LOG.info("{}: took over changed TLS certificates", owner);
  }

  private List<FileState> states() {
    return files.stream().map(FileState::of).toList();
  }

  /** Gives its reference back; what is in use goes on. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      current.release();
    }
  }
}
