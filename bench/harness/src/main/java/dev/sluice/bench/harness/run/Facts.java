package dev.sluice.bench.harness.run;

import dev.sluice.bench.harness.contender.Running;
import dev.sluice.bench.harness.load.Traffic;
import dev.sluice.bench.harness.load.Wrk;
import dev.sluice.bench.harness.os.Shell;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a contender really does, asked of itself and not of its configuration. */
final class Facts {

  private static final String SUITE = "Ciphersuite: ";
  private static final String VERSION = "Protocol version: ";

  private Facts() {}

  static List<String> of(Running running, Traffic traffic, Wrk wrk) throws IOException {
    List<String> facts = new ArrayList<>();
    String name = running.contender().name();
    if (running.contender().ours()) {
      Set<String> libraries = running.child().libraries();
      facts.add(name + " runs on " + transport(libraries));
      if (traffic.tls()) {
        facts.add(name + " does TLS with " + provider(libraries));
      }
    }
    if (traffic.tls()) {
      facts.add(name + " agreed on " + agreed(running.port(), wrk));
    }
    return facts;
  }

  static String transport(Set<String> libraries) {
    if (has(libraries, "netty_transport_native_io_uring")) {
      return "io_uring";
    }
    return has(libraries, "netty_transport_native_epoll") ? "epoll" : "NIO";
  }

  static String provider(Set<String> libraries) {
    return has(libraries, "netty_tcnative") ? "netty-tcnative (BoringSSL)" : "the JDK's provider";
  }

  private static boolean has(Set<String> libraries, String part) {
    return libraries.stream().anyMatch(l -> l.toLowerCase(Locale.ROOT).contains(part));
  }

  private static String agreed(int port, Wrk wrk) throws IOException {
    String said =
        Shell.run(
                List.of("openssl", "s_client", "-brief", "-connect", "127.0.0.1:" + port),
                Map.of("OPENSSL_CONF", wrk.openssl().toString()))
            .output();
    return after(VERSION, said) + ", " + after(SUITE, said);
  }

  private static String after(String key, String text) {
    return text.lines()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(key.length()).strip())
        .findFirst()
        .orElse("(not told)");
  }
}
