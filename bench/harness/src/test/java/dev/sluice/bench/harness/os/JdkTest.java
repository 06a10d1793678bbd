package dev.sluice.bench.harness.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JdkTest {

  @TempDir private Path folder;

  @Test
  void prefersJdk25() throws IOException {
    jdk("a", "JAVA_RUNTIME_VERSION=\"17.0.15+6\"\n");
    jdk("b", "IMPLEMENTOR=\"x\"\nJAVA_RUNTIME_VERSION=\"25.0.3+9-LTS\"\n");
    jdk("c", "JAVA_RUNTIME_VERSION=\"26+1\"\n");

    assertThat(Jdk.preferred(folder))
        .isEqualTo(new Jdk(folder.resolve("b/bin/java"), 25, "25.0.3+9-LTS"));
  }

  @Test
  void takesTheRunningOneOtherwise() throws IOException {
    jdk("a", "JAVA_RUNTIME_VERSION=\"17.0.15+6\"\n");

    assertThat(Jdk.preferred(folder)).isEqualTo(Jdk.running());
    assertThat(Jdk.preferred(folder.resolve("absent"))).isEqualTo(Jdk.running());
  }

  @Test
  void isNoneWithoutProgramOrVersion() throws IOException {
    jdk("a", "nothing\n");
    Files.createDirectories(folder.resolve("b"));
    Files.writeString(folder.resolve("b/release"), "JAVA_RUNTIME_VERSION=\"25\"\n");

    assertThat(Jdk.in(folder.resolve("a"))).isEmpty();
    assertThat(Jdk.in(folder.resolve("b"))).isEmpty();
    assertThat(Jdk.in(folder.resolve("c"))).isEmpty();
  }

  private void jdk(String name, String release) throws IOException {
    Path home = Files.createDirectories(folder.resolve(name));
    Files.createDirectories(home.resolve("bin"));
    Files.setPosixFilePermissions(
        Files.createFile(home.resolve("bin/java")), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(home.resolve("release"), release);
  }
}
