package dev.sluice.testkit;

import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Netty's leak detector, but a leak also goes to the file named by the system property {@code
 * sluice.leaks.file}; the build fails when that file exists. Netty makes one per kind of resource,
 * by its class name ({@code -Dio.netty.customResourceLeakDetector}).
 */
public final class RecordingLeakDetector<T> extends ResourceLeakDetector<T> {

  /** Called by Netty, by reflection. */
  public RecordingLeakDetector(Class<?> resourceType, int samplingInterval) {
    super(resourceType, samplingInterval);
  }

  /** Called by Netty, by reflection. */
  @SuppressWarnings("unused")
  public RecordingLeakDetector(Class<?> resourceType, int samplingInterval, long maxActive) {
    super(resourceType, samplingInterval);
  }

  @Override
  protected boolean needReport() {
    return true;
  }

  @Override
  protected void reportTracedLeak(String resourceType, String records) {
    super.reportTracedLeak(resourceType, records);
    record(resourceType, records);
  }

  @Override
  protected void reportUntracedLeak(String resourceType) {
    super.reportUntracedLeak(resourceType);
    record(resourceType, "");
  }

  private static void record(String resourceType, String records) {
    String file = System.getProperty("sluice.leaks.file");
    if (file == null) {
      return;
    }
    try {
      Files.writeString(
          Path.of(file),
          resourceType + " was not released before it was collected." + records + "\n\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
