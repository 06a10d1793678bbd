package dev.sluice.bench.harness.contender;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is filled into every template, whoever it is for. */
final class Values {

  /** Loopback addresses of the backends. */
  static final List<String> BACKENDS = List.of("127.0.0.11", "127.0.0.12", "127.0.0.13");

  private static final int LISTEN = 4;

  // What a proxy has open beside its connections, generously.
  private static final int OTHER_FILES = 200;

  // Two sockets, and half a pipe: HAProxy wants one pipe for four pairs before it starts splicing.
  private static final int FILES_PER_PAIR = 3;

  private Values() {}

  /**
   * Limits and addresses.
   *
   * @param files that a process may have open
   * @param port of all backends
   * @param loadStream the line that loads NGINX's module for TCP, or an empty one
   */
  static Map<String, String> of(int files, int port, String loadStream) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < BACKENDS.size(); i++) {
      values.put("BACKEND_" + (i + 1), BACKENDS.get(i) + ":" + port);
    }
    values.put("FILES", String.valueOf(files));
    values.put("CONNECTIONS", String.valueOf(files - OTHER_FILES));
    values.put("MAX_PAIRS", String.valueOf(pairs(files)));
    values.put("LOAD_STREAM", loadStream);
    return values;
  }

  /** How many connections a proxy can have, with one to a backend for each. */
  static int pairs(int files) {
    return (files - OTHER_FILES) / FILES_PER_PAIR;
  }

  /** Where to listen: a first address, and three more of the loopback for who wants them. */
  static Map<String, String> listen(String first, int port) {
    Map<String, String> values = new HashMap<>();
    values.put("LISTEN", first + ":" + port);
    for (int i = 2; i <= LISTEN; i++) {
      values.put("LISTEN_" + i, "127.0.0." + i + ":" + port);
    }
    return values;
  }
}
