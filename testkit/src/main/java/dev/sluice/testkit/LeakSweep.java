package dev.sluice.testkit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Makes leaks of the last tests show: Netty reports a lost buffer only when it is collected and
 * another is allocated afterwards.
 */
public final class LeakSweep implements LauncherSessionListener {

  private static final int ROUNDS = 3;

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
