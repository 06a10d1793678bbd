package dev.sluice.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Lets each program run once before the first test and keeps its loaded classes, from which it then
 * starts in half the time. Where that does not work, the programs start as they would without.
 */
public final class QuickStart implements LauncherSessionListener {

  private static final Path FOLDER = Program.ROOT.resolve("e2e/target/class-archives");
  private static final List<String> MODULES = List.of("balancer", "backend-service", "load-client");
  private static final Pattern LISTENING = Pattern.compile("127\\.0\\.0\\.1:\\d+");

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    try {
      if (!MODULES.stream().allMatch(QuickStart::isCurrent)) {
        Files.createDirectories(FOLDER);
        for (String module : MODULES) {
          Files.deleteIfExists(archive(module));
          Files.deleteIfExists(unfinished(module));
        }
        recordAll();
      }
    } catch (IOException | UncheckedIOException | AssertionError none) {
      // then the programs start slowly
    }
  }

  /** What makes a program start from its archive, if it has one. */
  static List<String> options(String module) {
    Path archive = archive(module);
    return Files.exists(archive)
        // Silent where the JVM finds the archive unfit: tests read all that a program says.
        ? List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:auto", "-Xlog:cds*=off")
        : List.of();
  }

  private static boolean isCurrent(String module) {
    try {
      return Files.getLastModifiedTime(archive(module))
              .compareTo(Files.getLastModifiedTime(Program.jar(module)))
          > 0;
    } catch (IOException missing) {
      return false;
    }
  }

  /** All three work together, so that the classes of a request are among those kept. */
  private static void recordAll() throws IOException {
    int http = Ports.closed();
    int tcp = Ports.closed();
    Path config = Balancer.file(Balancer.http(http) + Balancer.tcp(tcp));
    try (Program backends =
            start(
                "backend-service",
                "--listen",
                "http://127.0.0.1:" + http,
                "--listen",
                "tcp://127.0.0.1:" + tcp);
        Program balancer = start("balancer", "run", "--config", config.toString())) {
      backends.out().await("tcp://");
      String[] urls = {"http://" + address(balancer, "http"), "tcp://" + address(balancer, "tcp")};
      try (Program load =
          start("load-client", "--json", "-", "-n", "100", "-c", "4", urls[0], urls[1])) {
        keep("load-client", load);
      }
      backends.terminate();
      balancer.terminate();
      keep("backend-service", backends);
      keep("balancer", balancer);
    }
  }

  private static Program start(String module, String... args) {
    return Program.startRecording(unfinished(module), module, args);
  }

  /** Where the balancer listens for a protocol. */
  private static String address(Program balancer, String protocol) {
    Matcher line = LISTENING.matcher(balancer.err().await(" (" + protocol + ")"));
    if (!line.find()) {
      throw new AssertionError("no address: " + balancer.err());
    }
    return line.group();
  }

  private static void keep(String module, Program ending) throws IOException {
    ending.exitCode();
    Files.move(unfinished(module), archive(module));
  }

  private static Path archive(String module) {
    return FOLDER.resolve(module + "-" + Runtime.version() + ".jsa");
  }

  /** An archive while it is written. */
  private static Path unfinished(String module) {
    return FOLDER.resolve(module + ".part");
  }
}
