package dev.sluice.balancer.cli;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The command lines of the sample backend and the load client. */
record Programs(Path backendJar, Path loadJar) {

  /** As the build lays them out, next to the jar that runs now. */
  static Programs besideThisJar() {
    try {
      Path jar =
          Path.of(Programs.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path root = jar.resolve("../../..").normalize();
      return new Programs(
          root.resolve("backend-service/target/backend-service.jar"),
          root.resolve("load-client/target/load-client.jar"));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is not there, for a user. */
  Optional<String> missing() {
    for (Path jar : List.of(backendJar, loadJar)) {
      if (!Files.isReadable(jar)) {
        return Optional.of("the demo needs " + jar + ", which is not there; build it first");
      }
    }
    return Optional.empty();
  }

  List<String> backend(DemoBackend ports) {
    return java(
        backendJar,
        "--listen",
        "http://127.0.0.1:" + ports.http(),
        "--listen",
        "tcp://127.0.0.1:" + ports.tcp());
  }

  List<String> load(int requests, String url) {
    return java(loadJar, "-n", String.valueOf(requests), url);
  }

  private static List<String> java(Path jar, String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx64m");
    command.add("-XX:TieredStopAtLevel=1");
    if (Runtime.version().feature() >= 24) {
      // Netty's; without it the JDK warns on every start.
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.add("-jar");
    command.add(jar.toString());
    command.addAll(List.of(args));
    return command;
  }
}
