package dev.sluice.bench.harness.cli;

import dev.sluice.bench.harness.contender.Contender;
import dev.sluice.bench.harness.contender.Installation;
import dev.sluice.bench.harness.contender.Product;
import dev.sluice.bench.harness.os.Shell;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Who took part, with versions. */
final class Programs {

  private Programs() {}

  static List<String> of(Installation installation, List<Contender> contenders, Path wrk, Path root)
      throws IOException {
    Set<Product> products = EnumSet.of(Product.NGINX);
    contenders.forEach(contender -> products.add(contender.product()));
    List<String> lines = new ArrayList<>();
    for (Product product : products) {
      lines.add(
          product == Product.SLUICE ? sluice(installation, root) : installation.version(product));
    }
    lines.add(Shell.run(List.of(wrk.toString(), "-v")).firstLine());
    return lines;
  }

  private static String sluice(Installation installation, Path root) throws IOException {
    return installation.version(Product.SLUICE)
        + commit(root)
        + ", JDK "
        + installation.sluice().jdk().version()
        + ", "
        + String.join(" ", installation.sluice().flags());
  }

  // A source tree without git is as good.
  private static String commit(Path root) {
    try {
      Shell.Outcome git =
          Shell.run(
              List.of(
                  "git",
                  "-C",
                  root.toAbsolutePath().toString(),
                  "describe",
                  "--always",
                  "--dirty"));
      return git.code() == 0 ? " (commit " + git.firstLine() + ")" : "";
    } catch (IOException e) {
      return "";
    }
  }
}
