package dev.sluice.bench.harness.contender;

import dev.sluice.bench.harness.os.Shell;
import dev.sluice.bench.harness.os.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What of the contenders is there. */
public record Installation(Tools tools, SluiceProgram sluice) {

  private static final Set<String> NGINX_HTTP = Set.of("nginx-http.conf", "nginx-conformance.conf");

  /** Why a contender can't take part, if so. */
  public Optional<String> missing(Contender contender) throws IOException {
    Product product = contender.product();
    boolean there =
        product == Product.SLUICE ? sluice.built() : tools.find(product.program()).isPresent();
    if (!there) {
      return Optional.of("not installed (" + product.source() + ")");
    }
    return needsStream(contender) && loadStream().isEmpty()
        ? Optional.of("NGINX has no module for TCP (package libnginx-mod-stream)")
        : Optional.empty();
  }

  /** The line of an NGINX configuration that loads its module for TCP. */
  Optional<String> loadStream() throws IOException {
    Optional<Path> nginx = tools.find(Product.NGINX.program());
    return nginx.isEmpty()
        ? Optional.empty()
        : StreamModule.directive(Shell.run(List.of(nginx.get().toString(), "-V")).output());
  }

  /**
   * A command line that runs a product in the foreground.
   *
   * @throws IOException if it isn't installed
   */
  List<String> command(Product product, List<String> arguments) throws IOException {
    if (product == Product.SLUICE) {
      return sluice.command(arguments);
    }
    List<String> command = new ArrayList<>();
    command.add(
        tools
            .find(product.program())
            .orElseThrow(() -> new IOException(product.program() + " isn't installed"))
            .toString());
    command.addAll(arguments);
    return command;
  }

  /** What a product calls itself. */
  public String version(Product product) throws IOException {
    return Shell.run(command(product, List.of(product.versionFlag()))).firstLine();
  }

  private static boolean needsStream(Contender contender) {
    return contender.product() == Product.NGINX && !NGINX_HTTP.contains(contender.template());
  }
}
