package dev.sluice.bench.harness.contender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bench.harness.run.Lineup;
import dev.sluice.bench.harness.run.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The templates as they are shipped. */
final class PeersTest {

  private static final Path PEERS = Path.of("../peers");

  @ParameterizedTest
  @EnumSource
  void everyNameHasAValueAndEveryBackendIsUsed(Scenario scenario) throws IOException {
    for (Contender contender : Lineup.of(scenario, List.of("auto"))) {
      Map<String, String> values = new HashMap<>(Values.of(20_000, 9001, "load_module x;"));
      values.putAll(Values.listen("127.0.0.1", 8200));
      values.putAll(Map.of("DIR", "/d", "CIPHER", "C", "CERT", "/c", "KEY", "/k"));
      values.put("CERT_AND_KEY", "/b");
      values.putAll(contender.settings());

      String filled = Template.fill(Files.readString(PEERS.resolve(contender.template())), values);

      assertThat(filled)
          .contains("127.0.0.1:8200")
          .contains("127.0.0.11:9001", "127.0.0.12:9001", "127.0.0.13:9001")
          .doesNotContain("@");
    }
  }
}
