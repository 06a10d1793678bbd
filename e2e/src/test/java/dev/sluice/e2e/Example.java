package dev.sluice.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A shipped example, moved to free ports. */
record Example(String toml) {

  static final Path FOLDER = Program.ROOT.resolve("deploy/config/examples");

  private static final Pattern PORT = Pattern.compile(":([1-9]\\d*)\"");

  static Example named(String name) throws IOException {
    return new Example(Files.readString(FOLDER.resolve(name)));
  }

  /** These backends in place of those on the named ports, in this order. */
  Example backends(Backends backends, int... ports) {
    return backends(backends.ports(), ports);
  }

  Example backends(List<Integer> real, int... ports) {
    Map<Integer, Integer> moves = new HashMap<>();
    for (int i = 0; i < ports.length; i++) {
      moves.put(ports[i], real.get(i));
    }
    return new Example(
        PORT.matcher(toml)
            .replaceAll(
                found -> {
                  int port = Integer.parseInt(found.group(1));
                  return ":" + moves.getOrDefault(port, port) + "\"";
                }));
  }

  /** The servers on ports that the system chooses; these must be theirs. */
  Example servers(int... ports) {
    String moved = toml;
    for (int port : ports) {
      String before = moved;
      moved = moved.replace("listen = \"0.0.0.0:" + port + "\"", "listen = \"127.0.0.1:0\"");
      if (moved.equals(before)) {
        throw new AssertionError("no server listens on " + port + " in\n" + toml);
      }
    }
    return new Example(moved);
  }
}
