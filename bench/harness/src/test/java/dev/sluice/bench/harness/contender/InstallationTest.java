package dev.sluice.bench.harness.contender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.bench.harness.os.Jdk;
import dev.sluice.bench.harness.os.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InstallationTest {

  @TempDir private Path folder;

  @Test
  void namesWhatIsNotInstalled() throws IOException {
    Installation nothing = installation();

    assertThat(nothing.missing(contender(Product.HAPROXY, "haproxy-tcp.cfg")))
        .contains("not installed (package haproxy)");
    assertThat(nothing.missing(contender(Product.CADDY, "caddy-http.Caddyfile")))
        .contains("not installed (package caddy)");
    assertThat(nothing.missing(contender(Product.NGINX, "nginx-stream.conf")))
        .contains("not installed (package nginx)");
    assertThat(nothing.missing(contender(Product.SLUICE, "sluice-tcp.toml")))
        .contains("not installed (./sluice builds it)");
    assertThat(nothing.loadStream()).isEmpty();
    assertThatThrownBy(() -> nothing.command(Product.CADDY, List.of()))
        .hasMessage("caddy isn't installed");
  }

  @Test
  void missesNothingThatIsThere() throws IOException {
    program("haproxy", "echo HAProxy version 9.9; echo more");
    Files.createFile(folder.resolve("balancer.jar"));

    assertThat(installation().missing(contender(Product.HAPROXY, "haproxy-tcp.cfg"))).isEmpty();
    assertThat(installation().missing(contender(Product.SLUICE, "sluice-tcp.toml"))).isEmpty();
    assertThat(installation().version(Product.HAPROXY)).isEqualTo("HAProxy version 9.9");
  }

  @Test
  void wantsTheStreamModuleForTcpOnly() throws IOException {
    program("nginx", "echo configure arguments: --with-http_v2_module >&2");

    assertThat(installation().missing(contender(Product.NGINX, "nginx-stream.conf")))
        .contains("NGINX has no module for TCP (package libnginx-mod-stream)");
    assertThat(installation().missing(contender(Product.NGINX, "nginx-tls.conf"))).isPresent();
    assertThat(installation().missing(contender(Product.NGINX, "nginx-http.conf"))).isEmpty();
  }

  @Test
  void startsSluiceWithTheFlagsThatItsJdkKnows() throws IOException {
    assertThat(sluice(17).command(List.of("run")))
        .containsExactly("/jdk/bin/java", "-Xmx9m", "-jar", folder + "/balancer.jar", "run");
    assertThat(sluice(25).command(List.of("run")))
        .contains("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED");
  }

  private Installation installation() {
    return new Installation(new Tools(List.of(folder)), sluice(17));
  }

  private SluiceProgram sluice(int feature) {
    return new SluiceProgram(
        new Jdk(Path.of("/jdk/bin/java"), feature, "x"),
        List.of("-Xmx9m"),
        folder.resolve("balancer.jar"));
  }

  private void program(String name, String script) throws IOException {
    Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Contender contender(Product product, String template) {
    return new Contender("it", product, template, Map.of());
  }
}
