package dev.sluice.bench.harness.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcfsTest {

  @TempDir private Path root;
  private Procfs procfs;

  @BeforeEach
  void processes() throws IOException {
    procfs = new Procfs(root);
    Files.createDirectories(root.resolve("42"));
    Files.createDirectories(root.resolve("self"));
  }

  @Test
  void addsUserAndSystemTimeOfProcessAndEndedChildren() throws IOException {
    Files.writeString(
        root.resolve("42/stat"),
        "42 (a (b) c 7 8) S 1 42 42 0 -1 4194560 1000 2000 3 4 500 60 7 1 20 0 9 0 999 1 2\n");

    assertThat(procfs.cpuMicros(42)).isEqualTo((500 + 60 + 7 + 1) * 10_000L);
  }

  @Test
  void readsResidentMemory() throws IOException {
    Files.writeString(
        root.resolve("42/status"), "Name:\tx\nVmHWM:\t   9999 kB\nVmRSS:\t   2048 kB\n");

    assertThat(procfs.rssBytes(42)).isEqualTo(2048 * 1024);
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    Files.writeString(root.resolve("42/status"), "Name:\tx\n");

    assertThatThrownBy(() -> procfs.rssBytes(42)).hasMessage("42/status has no VmRSS");
    assertThatThrownBy(() -> procfs.cpuMicros(43)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void listsLibrariesAlsoThoseDeletedSince() throws IOException {
    Files.writeString(
        root.resolve("42/maps"),
        """
        7f00-7f01 r-xp 00000000 fe:00 11 /usr/lib/x86_64-linux-gnu/libc.so.6
        7f02-7f03 r-xp 00000000 fe:00 12 /tmp/libnetty_tcnative123.so (deleted)
        7f04-7f05 rw-p 00000000 00:00 0
        7f06-7f07 r--p 00000000 fe:00 13 /usr/lib/locale/C.utf8
        """);

    assertThat(procfs.libraries(42))
        .containsExactlyInAnyOrder("libc.so.6", "libnetty_tcnative123.so");
  }

  @Test
  void listsKernelObjectsOnce() throws IOException {
    Path open = Files.createDirectories(root.resolve("42/fd"));
    Files.createSymbolicLink(open.resolve("0"), Path.of("/dev/null"));
    Files.createSymbolicLink(open.resolve("1"), Path.of("anon_inode:[eventpoll]"));
    Files.createSymbolicLink(open.resolve("2"), Path.of("anon_inode:[eventpoll]"));
    Files.createSymbolicLink(open.resolve("3"), Path.of("anon_inode:[io_uring]"));

    assertThat(procfs.anonymousFiles(42)).containsExactlyInAnyOrder("[eventpoll]", "[io_uring]");
  }

  @Test
  void readsLimitsAndCores() throws IOException {
    Files.writeString(root.resolve("self/status"), "Cpus_allowed:\tb\nCpus_allowed_list:\t0-1,3\n");
    Files.writeString(
        root.resolve("self/limits"),
        """
        Limit                     Soft Limit           Hard Limit           Units
        Max processes             100                  100                  processes
        Max open files            20000                30000                files
        """);

    assertThat(procfs.allowedCores()).containsExactly(0, 1, 3);
    assertThat(procfs.openFiles()).isEqualTo(20_000);
  }

  @Test
  void takesUnlimitedFilesForMany() throws IOException {
    Files.writeString(
        root.resolve("self/limits"),
        "Max open files            unlimited            unlimited            files\n");

    assertThat(procfs.openFiles()).isEqualTo(1 << 20);
  }

  @Test
  void readsTheLoadOfTheLastMinute() throws IOException {
    Files.writeString(root.resolve("loadavg"), "1.25 9.00 9.00 2/300 4242\n");

    assertThat(procfs.loadAverage()).isEqualTo(1.25);
  }

  @Test
  void knowsWhetherPortsAreReused() throws IOException {
    Path setting = Files.createDirectories(root.resolve("sys/net/ipv4")).resolve("tcp_tw_reuse");

    Files.writeString(setting, "2\n");
    assertThat(procfs.reusesPorts()).isTrue();

    Files.writeString(setting, "0\n");
    assertThat(procfs.reusesPorts()).isFalse();
  }

  @Test
  void namesTheProcessor() throws IOException {
    Files.writeString(root.resolve("cpuinfo"), "processor\t: 0\nmodel name\t: Some CPU @ 3 GHz\n");
    assertThat(procfs.processor()).isEqualTo("Some CPU @ 3 GHz");

    Files.writeString(root.resolve("cpuinfo"), "processor\t: 0\n");
    assertThat(procfs.processor()).isEqualTo(System.getProperty("os.arch"));
  }
}
