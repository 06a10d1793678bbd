package dev.sluice.bench.harness.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ToolsTest {

  @TempDir private Path folder;

  @Test
  void findsProgramsAndNothingElse() throws IOException {
    Path program = Files.createFile(folder.resolve("proxy"));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(
        Files.createFile(folder.resolve("notes")), PosixFilePermissions.fromString("rw-r--r--"));
    Files.createDirectory(folder.resolve("folder"));
    Tools tools = new Tools(List.of(folder.resolve("absent"), folder));

    assertThat(tools.find("proxy")).contains(program);
    assertThat(tools.find("notes")).isEmpty();
    assertThat(tools.find("folder")).isEmpty();
    assertThat(tools.find("other")).isEmpty();
  }
}
