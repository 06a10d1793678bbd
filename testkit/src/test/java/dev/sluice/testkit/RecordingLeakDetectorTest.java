package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingLeakDetectorTest {

  @Test
  void writesALeakToTheFileThatFailsTheBuild(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("leaks.txt");
    String before = System.getProperty("sluice.leaks.file");
    System.setProperty("sluice.leaks.file", file.toString());
    try {
      var detector = new RecordingLeakDetector<>(Object.class, 1);
      detector.reportTracedLeak("ByteBuf", " Created at: here");
      detector.reportUntracedLeak("Timer");
    } finally {
      System.setProperty("sluice.leaks.file", before == null ? "" : before);
    }
    assertThat(Files.readString(file)).contains("ByteBuf", "Created at: here", "Timer");
  }
}
