package dev.sluice.backend.cli;

import dev.sluice.backend.Backend;
import dev.sluice.backend.ListenAddress;
import dev.sluice.backend.Settings;
import dev.sluice.backend.Settings.Access;
import dev.sluice.backend.Settings.Behaviour;
import dev.sluice.backend.Settings.Faults;
import dev.sluice.backend.Settings.RequiredHeader;
import dev.sluice.backend.TcpMode;
import dev.sluice.backend.TlsFiles;
import dev.sluice.backend.UdpMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The one command: listens until it is told to stop. */
@Command(
    name = "backend-service",
    description =
        "A sample backend for HTTP, TCP and UDP that says who it is and misbehaves on demand.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:stopped", "1:could not listen", "2:bad usage"})
final class BackendCommand implements Callable<Integer> {

  private static final List<String> DEFAULT_LISTEN =
      List.of("http://0.0.0.0:9001", "tcp://0.0.0.0:7001");

  @Spec private CommandSpec spec;

  @Option(
      names = "--listen",
      paramLabel = "URL",
      converter = AddressConverter.class,
      description =
          "http://HOST:PORT, tcp://HOST:PORT or udp://HOST:PORT, repeatable; port 0 lets the system choose. Default: both"
              + " http://0.0.0.0:9001 and tcp://0.0.0.0:7001.")
  private List<ListenAddress> listen = List.of();

  @Option(
      names = "--name",
      description = "What X-Backend says. Default: server-PORT of each listener.")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--latency",
      paramLabel = "DURATION",
      defaultValue = "0ms",
      description = "Wait before every answer, such as 5ms. Default: ${DEFAULT-VALUE}.")
  private Duration latency;

  @Option(
      names = "--jitter",
      paramLabel = "DURATION",
      defaultValue = "0ms",
      description =
          "The latency varies by up to this, both ways, never below zero. Default: ${DEFAULT-VALUE}.")
  private Duration jitter;

  @Option(
      names = "--fail-rate",
      paramLabel = "SHARE",
      defaultValue = "0",
      description =
          "Share of answers, 0 to 1, that are 500 (HTTP) or left out (UDP). Default: ${DEFAULT-VALUE}.")
  private double failRate;

  @Option(
      names = "--seed",
      description = "Makes jitter and failures repeatable. Default: another one at each start.")
  private Optional<Long> seed = Optional.empty();

  @Option(
      names = "--require-header",
      paramLabel = "'NAME: VALUE'",
      converter = RequiredHeaderConverter.class,
      description = "HTTP requests without this field get 403; GET /healthz stays open.")
  private Optional<RequiredHeader> requireHeader = Optional.empty();

  @Option(
      names = "--require-proxy-protocol",
      description =
          "Connections must begin with a PROXY v1 or v2 header: else HTTP gets 403 (GET /healthz stays open), TCP is"
              + " closed.")
  private boolean requireProxyProtocol;

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description = "Certificate chain (PEM): every listener speaks TLS.")
  private Optional<Path> tlsCert = Optional.empty();

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "Its private key (PEM, PKCS#8, unencrypted).")
  private Optional<Path> tlsKey = Optional.empty();

  @Option(
      names = "--client-ca",
      paramLabel = "FILE",
      description = "Clients must show a certificate signed by this CA (PEM).")
  private Optional<Path> clientCa = Optional.empty();

  @Option(
      names = "--tcp-mode",
      paramLabel = "MODE",
      defaultValue = "hi",
      description =
          "hi: greets for every message; echo: returns every byte; sink: reads to the end, answers 'BYTES SHA256'."
              + " Default: ${DEFAULT-VALUE}.")
  private TcpMode tcpMode;

  @Option(
      names = "--udp-mode",
      paramLabel = "MODE",
      defaultValue = "hi",
      description =
          "hi: greets for every datagram; echo: returns it; dns: answers queries of type A, AAAA and TXT with who it is."
              + " Default: ${DEFAULT-VALUE}.")
  private UdpMode udpMode;

  @Option(
      names = "--files",
      paramLabel = "DIR",
      description = "Directory served below /files/. Default: none.")
  private Optional<Path> files = Optional.empty();

  @Option(
      names = "--event-loops",
      paramLabel = "N",
      defaultValue = "0",
      description = "Event loops that serve; 0 = one per core. Default: ${DEFAULT-VALUE}.")
  private int eventLoops;

  @Option(
      names = "--grace",
      paramLabel = "DURATION",
      defaultValue = "5s",
      description =
          "After SIGTERM or SIGINT, how long active exchanges may go on. Default: ${DEFAULT-VALUE}.")
  private Duration grace;

  @Option(names = "--verbose", description = "Log a line per request to stderr.")
  private boolean verbose;

  @Override
  public Integer call() throws InterruptedException {
    Optional<Backend> started = start(settings());
    if (started.isEmpty()) {
      return 1;
    }
    Backend backend = started.get();
    for (Backend.Listening listening : backend.listening()) {
      spec.commandLine()
          .getOut()
          .println(
              "listening on %s as %s%s"
                  .formatted(
                      listening.address(), listening.name(), speaksTls(listening) ? " (tls)" : ""));
    }
    spec.commandLine().getOut().flush();
    Thread stopper = new Thread(() -> stop(backend), "shutdown");
    Runtime.getRuntime().addShutdownHook(stopper);
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Runtime.getRuntime().removeShutdownHook(stopper);
      stop(backend);
    }
    return 0;
  }

  private boolean speaksTls(Backend.Listening listening) {
    return tlsCert.isPresent() && listening.address().kind() != ListenAddress.Kind.UDP;
  }

  private Optional<Backend> start(Settings settings) throws InterruptedException {
    try {
      return Optional.of(Backend.start(settings).await(1, TimeUnit.MINUTES));
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    } catch (IllegalStateException e) {
      spec.commandLine().getErr().println(spec.name() + ": " + e.getMessage());
    } catch (TimeoutException e) {
      spec.commandLine().getErr().println(spec.name() + ": could not listen within a minute");
    }
    return Optional.empty();
  }

  private void stop(Backend backend) {
    try {
      backend.stop(grace).await(grace.toMillis() + 5_000, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      spec.commandLine().getErr().println(spec.name() + ": not everything ended in time");
    }
  }

  private Settings settings() {
    if (!(failRate >= 0 && failRate <= 1)) {
      throw usage("--fail-rate " + failRate + " is out of range; use 0 to 1");
    }
    if (eventLoops < 0 || eventLoops > 1024) {
      throw usage("--event-loops " + eventLoops + " is out of range; use 0 to 1024");
    }
    files
        .filter(dir -> !Files.isDirectory(dir))
        .ifPresent(
            dir -> {
              throw usage("--files " + dir + " is not a directory");
            });
    Faults faults = new Faults(latency, jitter, failRate, seed.orElseGet(System::nanoTime));
    return new Settings(
        listeners(),
        name,
        eventLoops == 0 ? Runtime.getRuntime().availableProcessors() : eventLoops,
        new Behaviour(faults, tcpMode, udpMode, files, verbose),
        new Access(requireHeader, requireProxyProtocol),
        tls());
  }

  private List<ListenAddress> listeners() {
    if (listen.isEmpty()) {
      return DEFAULT_LISTEN.stream().map(ListenAddress::parse).toList();
    }
    for (int i = 0; i < listen.size(); i++) {
      ListenAddress address = listen.get(i);
      if (listen.subList(0, i).stream().anyMatch(address::clashesWith)) {
        throw usage("--listen " + address + " uses an address that is already given");
      }
    }
    return listen;
  }

  private Optional<TlsFiles> tls() {
    if (tlsCert.isPresent() != tlsKey.isPresent()) {
      throw usage("--tls-cert and --tls-key go together");
    }
    if (clientCa.isPresent() && tlsCert.isEmpty()) {
      throw usage("--client-ca needs --tls-cert and --tls-key");
    }
    return tlsCert.map(cert -> new TlsFiles(cert, tlsKey.orElseThrow(), clientCa));
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
