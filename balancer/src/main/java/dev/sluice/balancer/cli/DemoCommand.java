package dev.sluice.balancer.cli;

import dev.sluice.balancer.config.Config;
import dev.sluice.balancer.config.ConfigLoader;
import dev.sluice.balancer.runtime.ListenException;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code demo}: three sample backends, the balancer in front of them, and real requests through it.
 * Nothing else has to be there.
 */
@Command(
    name = "demo",
    description = {
      "Starts three sample backends and the balancer in front of them, sends requests through an"
          + " HTTP and a TCP server, and keeps running until Ctrl-C."
    },
    exitCodeOnInvalidInput = ExitCodes.USAGE)
final class DemoCommand implements Callable<Integer> {

  private static final int BACKENDS = 3;

  @Option(names = "--once", description = "Exit after the report.")
  private boolean once;

  @Option(
      names = "--requests",
      paramLabel = "N",
      defaultValue = "9",
      description = "Requests to each server (default: ${DEFAULT-VALUE}).")
  private int requests;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Programs programs = Programs.besideThisJar();
    Optional<String> missing = programs.missing();
    if (missing.isPresent()) {
      spec.commandLine().getErr().println("sluice: " + missing.get());
      return ExitCodes.FAILED;
    }
    FreePorts ports = new FreePorts(out);
    List<DemoBackend> backends = new ArrayList<>();
    for (int i = 1; i <= BACKENDS; i++) {
      backends.add(new DemoBackend(ports.near(9000 + i), ports.near(7000 + i)));
    }
    DemoServers servers = new DemoServers(ports.near(8080), ports.near(8200));
    out.flush();
    try (Children children = new Children()) {
      for (DemoBackend backend : backends) {
        children.startAndAwait(programs.backend(backend), "listening on", 2);
      }
      return balance(programs, children, servers, backends);
    } catch (ListenException e) {
      spec.commandLine().getErr().println("sluice: " + e.getMessage());
      return ExitCodes.FAILED;
    }
  }

  private int balance(
      Programs programs, Children children, DemoServers servers, List<DemoBackend> backends)
      throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    String toml = servers.configuration(backends);
    RunningBalancer balancer = RunningBalancer.start(read(toml));
    try {
      out.println("This is the configuration:\n");
      out.println(toml.indent(4));
      boolean answered =
          send(programs, children, "HTTP", servers.httpUrl())
              & send(programs, children, "TCP", servers.tcpUrl());
      if (!answered) {
        return ExitCodes.FAILED;
      }
      if (!once) {
        out.println("Still running. Try:  curl " + servers.httpUrl());
        out.println("                     ./sluice load -n 1000 -c 10 " + servers.httpUrl());
        out.println("Ctrl-C ends it.");
        out.flush();
        balancer.stopAtExit();
        Thread.currentThread().join();
      }
      return ExitCodes.DONE;
    } finally {
      balancer.stop();
    }
  }

  private boolean send(Programs programs, Children children, String what, String url)
      throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    out.println(requests + " requests over " + what + " to " + url + ":\n");
    out.flush();
    int code = children.run(programs.load(requests, url));
    out.println();
    out.flush();
    return code == 0;
  }

  private static Config read(String toml) throws IOException {
    Path file = Files.createTempFile("sluice-demo", ".toml");
    Vertx vertx = Vertx.vertx();
    try {
      Files.writeString(file, toml);
      return Waiting.forResult(ConfigLoader.load(vertx, file, name -> Optional.empty()));
    } finally {
      Waiting.forResult(vertx.close());
      Files.delete(file);
    }
  }
}
