package dev.sluice.bench.harness.run;

import dev.sluice.bench.harness.contender.Running;
import dev.sluice.bench.harness.load.Traffic;
import dev.sluice.bench.harness.load.Wrk;
import dev.sluice.bench.harness.os.Shell;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a contender really does, asked of itself and not of its configuration. */
final class Facts {

  private static final String SUITE = "Ciphersuite: ";
  private static final String VERSION = "Protocol version: ";

  private static final Pattern TLS_BY = Pattern.compile("(?m)TLS by (.+)$");

  private Facts() {}

  static List<String> of(Running running, Traffic traffic, Wrk wrk) throws IOException {
    List<String> facts = new ArrayList<>();
    String name = running.contender().name();
    if (running.contender().ours()) {
      facts.add(name + " runs on " + transport(running.child().anonymousFiles()));
    }
    if (traffic.tls()) {
      String provider = provider(running.child().output(), running.child().libraries());
      facts.add(name + " does TLS by " + provider);
      facts.add(name + " agreed on " + agreed(running.port(), wrk));
    }
    return facts;
  }

  /** The libraries of all transports are loaded, to see which there are: what is open tells. */
  static String transport(Set<String> anonymousFiles) {
    if (anonymousFiles.contains("[io_uring]")) {
      return "io_uring";
    }
    return anonymousFiles.contains("[timerfd]") ? "epoll" : "NIO";
  }

  /** As Sluice says itself, or else as the library that a peer has loaded is called. */
  static String provider(String output, Set<String> libraries) {
    Matcher said = TLS_BY.matcher(output);
    if (said.find()) {
      return said.group(1);
    }
    return libraries.stream().filter(l -> l.startsWith("libssl.")).findFirst().orElse("(not told)");
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
