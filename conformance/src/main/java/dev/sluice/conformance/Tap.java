package dev.sluice.conformance;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Remembers, up to a bound, what is read through it. */
final class Tap extends FilterInputStream {

  private static final int MOST = 64 * 1024;

  private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

  Tap(InputStream in) {
    super(new BufferedInputStream(in, 16 * 1024));
  }

  @Override
  public int read() throws IOException {
    int next = super.read();
    if (next >= 0) {
      remember(new byte[] {(byte) next}, 0, 1);
    }
    return next;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = super.read(bytes, offset, length);
    remember(bytes, offset, Math.max(0, read));
    return read;
  }

  private synchronized void remember(byte[] bytes, int offset, int length) {
    seen.write(bytes, offset, Math.min(length, MOST - Math.min(MOST, seen.size())));
  }

  /** All of it since the last call of {@link #forget}. */
  synchronized byte[] seen() {
    return seen.toByteArray();
  }

  /** Begins anew. */
  synchronized void forget() {
    seen.reset();
  }

  /** Takes the last byte out of memory: it is going to be read again. */
  synchronized void unread() {
    byte[] all = seen.toByteArray();
    seen.reset();
    seen.write(all, 0, all.length - 1);
  }

  /** Reads what has come and was not asked for. */
  void drain() throws IOException {
    int left = Math.min(available(), MOST);
    readNBytes(left);
  }
}
