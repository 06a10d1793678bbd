package dev.sluice.bench.harness.contender;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StreamModuleTest {

  @TempDir private Path modules;

  @Test
  void needsNoLineWhenBuiltIn() {
    assertThat(StreamModule.directive("configure arguments: --with-stream --with-http_v2_module"))
        .contains("");
  }

  @Test
  void isLoadedFromItsFolder() throws IOException {
    Path module = Files.createFile(modules.resolve("ngx_stream_module.so"));

    assertThat(
            StreamModule.directive(
                "arguments: --modules-path=" + modules + " --with-stream=dynamic"))
        .contains("load_module " + module + ";");
  }

  @Test
  void isMissingWithoutItsFile() {
    assertThat(
            StreamModule.directive(
                "arguments: --with-stream_ssl_module --with-stream=dynamic --modules-path="
                    + modules))
        .isEmpty();
    assertThat(StreamModule.directive("arguments: --with-http_v2_module")).isEmpty();
  }
}
