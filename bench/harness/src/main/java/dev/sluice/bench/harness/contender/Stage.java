package dev.sluice.bench.harness.contender;

import dev.sluice.bench.harness.os.Child;
import dev.sluice.bench.harness.os.Cores;
import dev.sluice.bench.harness.os.Procfs;
import dev.sluice.bench.harness.os.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Backends that run, and the place where contenders are put in front of them. */
public final class Stage implements AutoCloseable {

  private static final long LOOK_EVERY_MILLIS = 50;
  private static final int LOOKS = 400;

  private final Installation installation;
  private final Cores cores;
  private final Path templates;
  private final Path folder;
  private final Ports ports = new Ports();
  private final Map<String, String> values = new HashMap<>();
  private final List<Child> backends = new ArrayList<>();

  /**
   * A stage without backends.
   *
   * @param templates the folder {@code bench/peers}
   * @param folder for everything that is written
   */
  public Stage(Installation installation, Cores cores, Path templates, Path folder) {
    this.installation = installation;
    this.cores = cores;
    this.templates = templates;
    this.folder = folder;
  }

  /**
   * Starts the backends.
   *
   * @param given values for all templates
   * @throws IOException if they do not start
   */
  public void open(Map<String, String> given) throws IOException {
    int port = ports.next();
    values.putAll(
        Values.of(Procfs.ofThisMachine().openFiles(), port, installation.loadStream().orElse("")));
    values.putAll(given);
    Contender backend = new Contender("backends", Product.NGINX, "backends.conf", Map.of());
    backends.add(start(backend, Values.BACKENDS.get(0), port, cores.load()));
  }

  /**
   * Why a contender's configuration is refused, if so; asked of Sluice alone, whose keys differ
   * between its versions.
   */
  public Optional<String> refused(Contender contender) throws IOException {
    if (!contender.ours()) {
      return Optional.empty();
    }
    Path config = configure(contender, "127.0.0.1", 1);
    Shell.Outcome check =
        Shell.run(
            installation.command(
                contender.product(), List.of("check", "--config", config.toString())));
    return check.code() == 0
        ? Optional.empty()
        : Optional.of(
            "this Sluice refuses its configuration: "
                + check.firstLine().replace(config.getParent() + "/", ""));
  }

  /**
   * Starts a contender on the proxy's core and waits until it listens.
   *
   * @throws IOException if it does not
   */
  public Running start(Contender contender) throws IOException {
    int port = ports.next();
    return new Running(contender, port, start(contender, "127.0.0.1", port, cores.proxy()));
  }

  private Child start(Contender contender, String host, int port, List<Integer> pinned)
      throws IOException {
    Path config = configure(contender, host, port);
    Product product = contender.product();
    List<String> command =
        Cores.pinned(pinned, installation.command(product, product.arguments(config)));
    Child child =
        Child.start(
            command, product.environment(config.getParent()), config.resolveSibling("output.log"));
    for (int i = 0; i < LOOKS && child.staysFor(LOOK_EVERY_MILLIS); i++) {
      if (Ports.open(host, port)) {
        return child;
      }
    }
    String said = child.lastWords();
    child.close();
    throw new IOException(contender.name() + " did not start: " + said);
  }

  /** How many connections a proxy can have here, each with one to a backend. */
  public static int mostPairs() throws IOException {
    return Values.pairs(Procfs.ofThisMachine().openFiles());
  }

  /** Fills in a template that belongs to no contender. */
  public Path write(String template) throws IOException {
    return fill(template, folder, values);
  }

  private Path configure(Contender contender, String host, int port) throws IOException {
    Path own = Files.createDirectories(folder.resolve(contender.name()));
    Map<String, String> all = new HashMap<>(values);
    all.putAll(contender.settings());
    all.putAll(Values.listen(host, port));
    all.put("DIR", own.toString());
    return fill(contender.template(), own, all);
  }

  private Path fill(String template, Path into, Map<String, String> all) throws IOException {
    return Files.writeString(
        into.resolve(template), Template.fill(Files.readString(templates.resolve(template)), all));
  }

  @Override
  public void close() {
    backends.forEach(Child::close);
  }
}
