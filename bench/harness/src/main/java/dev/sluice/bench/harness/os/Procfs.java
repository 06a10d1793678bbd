package dev.sluice.bench.harness.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the kernel tells about processes: proc(5). */
public record Procfs(Path root) {

  // USER_HZ, which is 100 on every architecture that Sluice runs on.
  private static final long MICROS_PER_TICK = 10_000;

  // Counted from the field after the name, which may itself hold blanks and parentheses.
  private static final int USER = 11;
  private static final int SYSTEM = 12;
  private static final int USER_OF_ENDED_CHILDREN = 13;
  private static final int SYSTEM_OF_ENDED_CHILDREN = 14;

  // Java programs unpack their own, load them and delete the file.
  private static final Pattern LIBRARY =
      Pattern.compile(".*/([^/ ]+\\.so[0-9.]*)(?: \\(deleted\\))?$");

  private static final String ANONYMOUS = "anon_inode:";

  /** The machine's own. */
  public static Procfs ofThisMachine() {
    return new Procfs(Path.of("/proc"));
  }

  /** Time on the processor in microseconds, of children that have ended too. */
  long cpuMicros(long pid) throws IOException {
    String stat = Files.readString(root.resolve(pid + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
    long ticks = 0;
    for (int field : new int[] {USER, SYSTEM, USER_OF_ENDED_CHILDREN, SYSTEM_OF_ENDED_CHILDREN}) {
      ticks += Long.parseLong(fields[field]);
    }
    return ticks * MICROS_PER_TICK;
  }

  /** Resident memory in bytes. */
  long rssBytes(long pid) throws IOException {
    return Long.parseLong(status(pid + "/status", "VmRSS").split(" ")[0]) * 1024;
  }

  /** File names of the libraries that a process has mapped. */
  Set<String> libraries(long pid) throws IOException {
    try (Stream<String> lines = Files.lines(root.resolve(pid + "/maps"))) {
      return lines
          .map(LIBRARY::matcher)
          .filter(m -> m.matches())
          .map(m -> m.group(1))
          .collect(Collectors.toUnmodifiableSet());
    }
  }

  /** Kernel objects without a file that a process has open: {@code [eventpoll]}. */
  Set<String> anonymousFiles(long pid) throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(root.resolve(pid + "/fd"))) {
      for (Path file : files.toList()) {
        target(file).filter(name -> name.startsWith(ANONYMOUS)).ifPresent(names::add);
      }
    }
    return names.stream()
        .map(name -> name.substring(ANONYMOUS.length()))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Optional<String> target(Path link) throws IOException {
    try {
      return Optional.of(Files.readSymbolicLink(link).toString());
    } catch (NoSuchFileException closedMeanwhile) {
      return Optional.empty();
    }
  }

  /** The processors that this process may run on. */
  List<Integer> allowedCores() throws IOException {
    return Cores.parse(status("self/status", "Cpus_allowed_list"));
  }

  /** How many files this process, and so each that it starts, may have open. */
  public int openFiles() throws IOException {
    try (Stream<String> lines = Files.lines(root.resolve("self/limits"))) {
      String soft =
          lines
              .filter(line -> line.startsWith("Max open files"))
              .map(line -> line.split(" {2,}")[1])
              .findFirst()
              .orElse("1024");
      return soft.equals("unlimited") ? 1 << 20 : Integer.parseInt(soft);
    }
  }

  /** How many programs wanted to run, on average over the last minute. */
  double loadAverage() throws IOException {
    return Double.parseDouble(Files.readString(root.resolve("loadavg")).split(" ")[0]);
  }

  /** Whether ports of connections that have just ended may be used again on the loopback. */
  public boolean reusesPorts() throws IOException {
    return !Files.readString(root.resolve("sys/net/ipv4/tcp_tw_reuse")).strip().equals("0");
  }

  /** The model of the first processor. */
  String processor() throws IOException {
    try (Stream<String> lines = Files.lines(root.resolve("cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    }
  }

  private String status(String file, String key) throws IOException {
    try (Stream<String> lines = Files.lines(root.resolve(file))) {
      return lines
          .filter(line -> line.startsWith(key + ":"))
          .map(line -> line.substring(key.length() + 1).strip())
          .findFirst()
          .orElseThrow(() -> new IOException(file + " has no " + key));
    }
  }
}
