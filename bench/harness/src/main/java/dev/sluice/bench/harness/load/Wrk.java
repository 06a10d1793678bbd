package dev.sluice.bench.harness.load;

import dev.sluice.bench.harness.os.Cores;
import dev.sluice.bench.harness.os.Shell;
import dev.sluice.bench.harness.os.Shell.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes load with wrk: a closed loop on a number of connections.
 *
 * @param openssl the configuration that pins TLS version and cipher
 */
public record Wrk(Path program, List<Integer> cores, Path openssl, Scripts scripts) {

  /**
   * What tells wrk what it can't be told otherwise.
   *
   * @param spread gives each thread an address of its own, for new connections
   * @param post makes the requests POSTs with a body
   */
  public record Scripts(Path spread, Path post) {}

  private static final String ADDRESSES = "4";

  /**
   * Blocks until the time is over.
   *
   * @throws IOException if wrk could not do its work
   */
  public Load run(Traffic traffic, int port, int seconds) throws IOException {
    Outcome outcome =
        Shell.run(
            Cores.pinned(cores, command(traffic, port, seconds)),
            Map.of("OPENSSL_CONF", openssl.toString()));
    if (outcome.code() != 0) {
      throw new IOException("wrk failed: " + outcome.output().strip());
    }
    try {
      return WrkOutput.parse(outcome.output());
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  List<String> command(Traffic traffic, int port, int seconds) {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(List.of("-c", String.valueOf(traffic.connections())));
    command.addAll(List.of("-d", seconds + "s", "--timeout", "10s", "--latency"));
    switch (traffic.requests()) {
      case KEPT -> command.addAll(List.of("-t", "1"));
      case CONNECTION_EACH -> {
        command.addAll(List.of("-t", ADDRESSES, "-s", scripts.spread().toString()));
        command.addAll(List.of("-H", "Connection: close"));
      }
      case POSTED -> command.addAll(List.of("-t", "1", "-s", scripts.post().toString()));
    }
    command.add((traffic.tls() ? "https" : "http") + "://127.0.0.1:" + port + traffic.file());
    return command;
  }
}
