package dev.sluice.bench.harness.run;

import dev.sluice.bench.harness.os.Shell;
import dev.sluice.bench.harness.os.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A folder with what the backends serve and what TLS needs, for configurations and logs too.
 *
 * @param kept false for a folder that is deleted when closed
 */
public record Materials(Path folder, boolean kept) implements AutoCloseable {

  /** One suite for all; AES-GCM, as nearly everybody's traffic is. */
  public static final String CIPHER = "TLS_AES_128_GCM_SHA256";

  private static final String SERVED = "files";
  private static final Map<String, Integer> SIZES =
      Map.of(
          Scenario.Files.SMALL, 64,
          Scenario.Files.MEDIUM, 64 * 1024,
          Scenario.Files.LARGE, 1024 * 1024);

  /** Makes a folder that servers, which give up their rights, can read too. */
  public static Materials create(boolean kept) throws IOException {
    Path folder = Files.createTempDirectory("sluice-bench-");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path served = Files.createDirectory(folder.resolve(SERVED));
    Random random = new Random(1);
    for (Map.Entry<String, Integer> size : SIZES.entrySet()) {
      byte[] bytes = new byte[size.getValue()];
      random.nextBytes(bytes);
      Files.write(served.resolve(size.getKey().substring(1)), bytes);
    }
    Materials materials = new Materials(folder, kept);
    Runtime.getRuntime().addShutdownHook(new Thread(materials::closeAtExit, "bench-folder"));
    return materials;
  }

  /**
   * Makes a key and a certificate that are good for this run.
   *
   * @return values for templates
   */
  public Map<String, String> values(Tools tools) throws IOException {
    Map<String, String> values = new HashMap<>();
    values.put("FILES_DIR", folder.resolve(SERVED).toString());
    values.put("CIPHER", CIPHER);
    values.put("CERT", folder.resolve("cert.pem").toString());
    values.put("KEY", folder.resolve("key.pem").toString());
    values.put("CERT_AND_KEY", folder.resolve("both.pem").toString());
    certificate(tools, values);
    return values;
  }

  private static void certificate(Tools tools, Map<String, String> values) throws IOException {
    String openssl =
        tools
            .find("openssl")
            .orElseThrow(() -> new IOException("openssl isn't installed (package openssl)"))
            .toString();
    List<String> command = new ArrayList<>(List.of(openssl, "req", "-x509", "-newkey", "ec"));
    command.addAll(List.of("-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"));
    command.addAll(List.of("-subj", "/CN=localhost"));
    command.addAll(List.of("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"));
    command.addAll(List.of("-keyout", values.get("KEY"), "-out", values.get("CERT")));
    Shell.Outcome outcome = Shell.run(command);
    if (outcome.code() != 0) {
      throw new IOException("openssl made no certificate: " + outcome.output().strip());
    }
    Path both = Path.of(values.get("CERT_AND_KEY"));
    Files.write(both, Files.readAllBytes(Path.of(values.get("CERT"))));
    Files.write(both, Files.readAllBytes(Path.of(values.get("KEY"))), StandardOpenOption.APPEND);
  }

  @Override
  public void close() throws IOException {
    if (!kept && Files.exists(folder)) {
      delete();
    }
  }

  private void delete() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  // For a run that is broken off; servers that end at the same time may still hold on to something.
  private void closeAtExit() {
    try {
      close();
    } catch (IOException | UncheckedIOException leftBehind) {
      // There is nobody left to tell.
    }
  }
}
