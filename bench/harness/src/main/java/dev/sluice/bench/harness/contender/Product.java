package dev.sluice.bench.harness.contender;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The programs that take part. */
public enum Product {
  SLUICE("java", "--version", "./sluice builds it"),
  HAPROXY("haproxy", "-v", "package haproxy"),
  NGINX("nginx", "-v", "package nginx"),
  CADDY("caddy", "version", "package caddy");

  private final String program;
  private final String versionFlag;
  private final String source;

  Product(String program, String versionFlag, String source) {
    this.program = program;
    this.versionFlag = versionFlag;
    this.source = source;
  }

  String program() {
    return program;
  }

  String versionFlag() {
    return versionFlag;
  }

  /** Where to get it. */
  String source() {
    return source;
  }

  /** What follows the program on the command line; it must stay in the foreground. */
  List<String> arguments(Path config) {
    return switch (this) {
      case SLUICE -> List.of("run", "--config", config.toString());
      case HAPROXY -> List.of("-db", "-f", config.toString());
      case NGINX ->
          List.of("-p", config.getParent().toString(), "-e", "stderr", "-c", config.toString());
      case CADDY -> List.of("run", "--adapter", "caddyfile", "--config", config.toString());
    };
  }

  Map<String, String> environment(Path folder) {
    return this == CADDY
        ? Map.of(
            "GOMAXPROCS",
            "1",
            "XDG_DATA_HOME",
            folder.toString(),
            "XDG_CONFIG_HOME",
            folder.toString())
        : Map.of();
  }
}
