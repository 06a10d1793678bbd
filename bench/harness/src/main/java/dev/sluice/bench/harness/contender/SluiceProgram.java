package dev.sluice.bench.harness.contender;

import dev.sluice.bench.harness.os.Jdk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Our program, as it runs in production.
 *
 * @param flags of the JVM
 */
public record SluiceProgram(Jdk jdk, List<String> flags, Path jar) {

  private static final int FIRST_TO_WARN = 24;

  /**
   * One core and one event loop: the serial collector has no threads to get in the way. The heap is
   * small, as traffic lies in direct buffers.
   */
  public static List<String> usualFlags() {
    return List.of("-XX:+UseSerialGC", "-Xms64m", "-Xmx512m", "-XX:-UsePerfData");
  }

  List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(jdk.java().toString());
    command.addAll(flags);
    if (jdk.feature() >= FIRST_TO_WARN) {
      command.add("--enable-native-access=ALL-UNNAMED");
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(arguments);
    return command;
  }

  boolean built() {
    return Files.isReadable(jar);
  }
}
