package dev.sluice.testkit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Makes leaks of the last tests show: Netty reports a lost buffer only when it is collected and
 * another is allocated afterwards.
 */
public final class LeakSweep implements LauncherSessionListener {

  private static final int ROUNDS = 3;

  /** What an earlier run left behind must not fail this one. */
  @Override
  public void launcherSessionOpened(LauncherSession session) {
    String file = System.getProperty("sluice.leaks.file");
    if (file != null) {
      try {
        Files.deleteIfExists(Path.of(file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    for (int i = 0; i < ROUNDS; i++) {
      System.gc();
      ByteBuf direct = PooledByteBufAllocator.DEFAULT.directBuffer(1);
      direct.release();
      ByteBuf heap = PooledByteBufAllocator.DEFAULT.heapBuffer(1);
      heap.release();
    }
  }
}
